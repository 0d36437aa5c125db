package org.kmsjca.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library from a directory that only this user reads, and takes the directory
 * away at once. The driver by itself leaves a copy in the directory for temporary files whenever a
 * process is killed, starts another process to learn of the system, and reads the copy twice more:
 * that is a tenth of a second of a JVM that has just started.
 */
final class SqliteLibrary {
    private static final String LIBRARY_PATH = "org.sqlite.lib.path";
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final String NAME = "libsqlitejdbc.so";

    private SqliteLibrary() {}

    /** Loads it once in this class loader; where that is not possible here the driver does. */
    static void load() {
        Once.load();
    }

    private static final class Once {
        static {
            String resource = resource();
            if (resource != null && System.getProperty(LIBRARY_PATH) == null) {
                loadCopy(resource);
            }
        }

        static void load() {}
    }

    /** The library for the GNU C library on this processor; null on other systems. */
    private static @Nullable String resource() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64" -> "/org/sqlite/native/Linux/x86_64/" + NAME;
            case "aarch64" -> "/org/sqlite/native/Linux/aarch64/" + NAME;
            default -> null;
        };
    }

    private static void loadCopy(String resource) {
        Path directory = null;
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (library == null) {
                return;
            }
            directory = Files.createTempDirectory(parent(), "kms-sqlite");
            Files.copy(library, directory.resolve(NAME));
            initialize(directory);
        } catch (Exception e) {
            // The driver's own way tells what is wrong, if that fails as well.
        } finally {
            remove(directory);
        }
    }

    /** Where the driver itself would unpack its library: its own setting comes first. */
    private static Path parent() {
        return Path.of(System.getProperty(DIRECTORY, System.getProperty("java.io.tmpdir")));
    }

    private static void initialize(Path directory) throws Exception {
        System.setProperty(LIBRARY_PATH, directory.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } finally {
            System.clearProperty(LIBRARY_PATH);
        }
    }

    private static void remove(@Nullable Path directory) {
        try {
            if (directory != null) {
                Files.deleteIfExists(directory.resolve(NAME));
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            // A copy is left, as the driver leaves them.
        }
    }
}
