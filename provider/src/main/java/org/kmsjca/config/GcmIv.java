package org.kmsjca.config;

/** The source of the IV of a GCM encryption: the values of {@code cipher.gcm.iv}. */
public enum GcmIv {
    /** The caller may; one that is used again with the same key object is refused. */
    CALLER("caller"),
    /** Always the protection module. */
    MODULE("module");

    private final String spelling;

    GcmIv(String spelling) {
        this.spelling = spelling;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return spelling;
    }
}
