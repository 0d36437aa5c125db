package org.kmsjca;

/** The family of a {@link KeySpec}. */
public enum KeyType {
    AES(true),
    SM4(true),
    HMAC(true),
    RSA(false),
    EC(false),
    SM2(false),
    ED25519(false),
    ML_DSA(false);

    private final boolean symmetric;

    KeyType(boolean symmetric) {
        this.symmetric = symmetric;
    }

    /** Whether keys of this type are secret keys rather than key pairs. */
    public boolean isSymmetric() {
        return symmetric;
    }
}
