package org.kmsjca;

import java.security.spec.AlgorithmParameterSpec;

/**
 * The format of SM2 ciphertexts.
 *
 * <p>Without this parameter the cipher {@code SM2} writes {@link Format#C1C3C2} and reads that and
 * {@link Format#ASN1}, which begin with different bytes.
 */
public record Sm2CipherSpec(Format format) implements AlgorithmParameterSpec {
    /** The orders of the parts of a ciphertext. */
    public enum Format {
        /** Point, hash, masked text, as GB/T 32918.4-2016 orders them. */
        C1C3C2,
        /** Point, masked text, hash: the order before that standard. */
        C1C2C3,
        /** SEQUENCE of GM/T 0009. */
        ASN1
    }
}
