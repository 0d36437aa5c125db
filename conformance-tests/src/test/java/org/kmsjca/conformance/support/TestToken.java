package org.kmsjca.conformance.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.testing.SoftHsm;

/** The one place that says in which token the suite's keys of level HSM are. */
public final class TestToken {
    /** A system property: a file with the settings of a token that is not SoftHSM's. */
    public static final String FILE = "kms.test.token";

    private TestToken() {}

    /** Whether the suite is to run on that token, and for nothing else. */
    public static boolean isNamed() {
        return System.getProperty(FILE) != null;
    }

    /**
     * Whether GCM is made of single blocks, of the whole message at its end: none of the modules
     * that are named has a mechanism for it.
     */
    public static boolean makesGcmOfBlocks() {
        return isNamed();
    }

    static String[] settings() {
        if (!isNamed()) {
            return SoftHsm.token(SoftHsm.SUITE).settings();
        }
        try {
            return Files.readAllLines(Path.of(System.getProperty(FILE))).toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
