package org.kmsjca.mechanism;

import javax.crypto.spec.OAEPParameterSpec;
import org.kmsjca.Sm2CipherSpec;

/** An asymmetric encryption scheme with its parameters. */
public sealed interface DecryptionMechanism {
    /** RSAES-PKCS1-v1_5 of RFC 8017. */
    record RsaPkcs1() implements DecryptionMechanism {}

    /** SM2 of GB/T 32918.4, ciphertexts in that format. */
    record Sm2(Sm2CipherSpec.Format format) implements DecryptionMechanism {}

    /** RSAES-OAEP of RFC 8017. */
    record RsaOaep(OAEPParameterSpec parameters) implements DecryptionMechanism {}
}
