package org.kmsjca;

/** The family of a {@link KeySpec}; its name is the JCA's key algorithm. */
public enum KeyType {
    AES(true),
    RSA(false),
    EC(false);

    private final boolean symmetric;

    KeyType(boolean symmetric) {
        this.symmetric = symmetric;
    }

    /** Whether keys of this type are secret keys rather than key pairs. */
    public boolean isSymmetric() {
        return symmetric;
    }
}
