package org.kmsjca.config;

/** The encodings of an encryption context as additional authenticated data. */
public enum ContextEncoding {
    /**
     * No two contexts have the same data: {@code %}, {@code =} and {@code &} inside of names and
     * values are escaped. Contexts without these three are as the KMS's.
     */
    ESCAPED("escaped"),
    /**
     * Byte for byte the KMS's, where {@code a="b&c=d"} cannot be told from {@code a="b", c="d"}.
     */
    COMPATIBLE("compatible");

    private final String spelling;

    ContextEncoding(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String toString() {
        return spelling;
    }
}
