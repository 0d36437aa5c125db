package org.kmsjca;

import java.security.spec.AlgorithmParameterSpec;

/**
 * The context of an ML-DSA signature, FIPS 204 section 5.2: bytes that signer and verifier agree
 * on. Without this parameter it is empty. Immutable.
 */
public final class MlDsaParameterSpec implements AlgorithmParameterSpec {
    private static final int LONGEST = 255;

    private final byte[] context;

    /**
     * A context of up to 255 bytes.
     *
     * @throws IllegalArgumentException when it is longer
     */
    public MlDsaParameterSpec(byte[] context) {
        if (context.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a context of ML-DSA has at most " + LONGEST + " bytes, not " + context.length);
        }
        this.context = context.clone();
    }

    /** The context, a fresh copy. */
    public byte[] context() {
        return context.clone();
    }
}
