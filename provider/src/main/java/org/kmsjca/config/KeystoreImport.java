package org.kmsjca.config;

/** Whether foreign keys may enter through the KeyStore: the values of {@code keystore.import}. */
public enum KeystoreImport {
    ALLOW("allow"),
    DENY("deny");

    private final String spelling;

    KeystoreImport(String spelling) {
        this.spelling = spelling;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return spelling;
    }
}
