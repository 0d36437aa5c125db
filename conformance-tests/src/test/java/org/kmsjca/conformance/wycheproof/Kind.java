package org.kmsjca.conformance.wycheproof;

/** How the tests of a file are run. */
enum Kind {
    AEAD,
    CBC,
    KEY_WRAP,
    MAC,
    OAEP,
    PKCS1_DECRYPTION,
    PKCS1_SIGNING,
    ML_DSA_SIGNING,
    ECDH,
    ECDSA_VERIFICATION,
    PKCS1_VERIFICATION,
    PSS_VERIFICATION,
    ED25519_VERIFICATION,
    ML_DSA_VERIFICATION;

    boolean isVerification() {
        return name().endsWith("_VERIFICATION");
    }

    /** Whether an attacker may learn from how a refusal looks. */
    boolean refusesAlike() {
        return this == CBC || this == OAEP || this == PKCS1_DECRYPTION;
    }
}
