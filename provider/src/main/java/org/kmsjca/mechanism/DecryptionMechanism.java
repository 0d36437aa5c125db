package org.kmsjca.mechanism;

import javax.crypto.spec.OAEPParameterSpec;

/** An asymmetric encryption scheme with its parameters. */
public sealed interface DecryptionMechanism {
    /** RSAES-PKCS1-v1_5 of RFC 8017. */
    record RsaPkcs1() implements DecryptionMechanism {}

    /** RSAES-OAEP of RFC 8017. */
    record RsaOaep(OAEPParameterSpec parameters) implements DecryptionMechanism {}
}
