package org.kmsjca.config;

/**
 * Which version of a CMK encrypts by a cipher mode: the values of {@code cipher.encrypt.version}.
 */
public enum EncryptVersion {
    /** The primary one; a handle that names another decrypts only. */
    PRIMARY("primary"),
    /** The primary one, and another for a handle that names it. */
    NAMED("named");

    private final String spelling;

    EncryptVersion(String spelling) {
        this.spelling = spelling;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return spelling;
    }
}
