package org.kmsjca.conformance.support;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kmsjca.testing.PostgresServer;

/** The one place that says in which database the suite keeps its stores. */
public final class Stores {
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
        return of(directory) + "\n";
    }

    /** The settings of another KMS that is to have the store of the one in that directory. */
    public static String of(Path directory) {
        return isPostgres()
                ? "store=%s\nstore.staleness=0\nstore.schema=suite_%s"
                        .formatted(
                                PostgresServer.shared().url(),
                                Integer.toHexString(directory.toString().hashCode()))
                : "store=sqlite:" + directory.resolve("home/kms.db");
    }

    /** The bytes of a store's file, which a refused opening must leave; none in a database. */
    public static byte[] bytes(Path file) throws IOException {
        return isPostgres() ? new byte[0] : Files.readAllBytes(file);
    }

    /** What messages call a store. */
    public static String name(Path file) {
        return isPostgres() ? "jdbc:postgresql:" : file.toString();
    }

    /** Leaves out a test of what is done to a store's file. */
    public static void assumeFile() {
        assumeFalse(isPostgres(), "there is no file; the provider's own tests edit rows");
    }
}
