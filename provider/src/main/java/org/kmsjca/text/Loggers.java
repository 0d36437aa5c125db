package org.kmsjca.text;

/** The loggers, made when there is something to log: that reads the logging configuration. */
public final class Loggers {
    private Loggers() {}

    /** {@code org.kmsjca}. */
    public static System.Logger kms() {
        return System.getLogger("org.kmsjca");
    }

    /** {@code org.kmsjca.hsm}. */
    public static System.Logger hsm() {
        return System.getLogger("org.kmsjca.hsm");
    }
}
