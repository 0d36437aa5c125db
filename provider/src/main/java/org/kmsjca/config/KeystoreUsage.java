package org.kmsjca.config;

/** Usage of keys stored without a {@code CmkSpec}: the values of {@code keystore.usage}. */
public enum KeystoreUsage {
    /** The usage that the certificate and the kind of key suggest. */
    AUTO("auto"),
    SIGN_VERIFY("SIGN/VERIFY"),
    ENCRYPT_DECRYPT("ENCRYPT/DECRYPT");

    private final String spelling;

    KeystoreUsage(String spelling) {
        this.spelling = spelling;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return spelling;
    }
}
