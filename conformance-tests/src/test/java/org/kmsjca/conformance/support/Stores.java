package org.kmsjca.conformance.support;

import java.nio.file.Path;
import java.util.List;
import org.kmsjca.testing.PostgresServer;

/** The one place that says in which database the suite keeps its stores. */
final class Stores {
    /** A system property; {@code postgresql} or nothing. */
    private static final String STORE = "kms.test.store";

    private Stores() {}

    static boolean isPostgres() {
        return System.getProperty(STORE, "").equals("postgresql");
    }

    /**
     * The lines of a configuration, when none of the settings says where the store is. Each
     * operation asks the database, so that what another process has changed is in force at once, as
     * in a file.
     */
    static String settings(Path directory, String... settings) {
        if (!isPostgres()
                || List.of(settings).stream().anyMatch(line -> line.startsWith("store"))) {
            return "";
        }
        return "store=%s\nstore.staleness=0\nstore.schema=suite_%s\n"
                .formatted(
                        PostgresServer.shared().url(),
                        Integer.toHexString(directory.toString().hashCode()));
    }
}
