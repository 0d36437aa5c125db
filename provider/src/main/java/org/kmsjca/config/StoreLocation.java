package org.kmsjca.config;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads {@code store}. A URL of a database may hold a password, so messages show its scheme only.
 */
public final class StoreLocation {
    private static final String KEY = "store";
    private static final String SQLITE = "sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private StoreLocation() {}

    /** The location, with the path made absolute when it is a file. */
    static String read(Settings settings, Path home) {
        String value = settings.text(KEY);
        if (value == null) {
            return SQLITE + home.resolve(Configuration.DATABASE);
        } else if (value.startsWith(SQLITE) && value.length() > SQLITE.length()) {
            return SQLITE + settings.expand(KEY, value.substring(SQLITE.length()));
        } else if (!value.startsWith(POSTGRESQL)) {
            throw settings.failure(
                    ("store begins with '%s', which is not allowed; allowed are sqlite:<path>"
                                    + " and jdbc:postgresql://<host>/<database>")
                            .formatted(scheme(value)),
                    null);
        } else if (holdsPassword(value)) {
            throw settings.failure(
                    "store must not hold a password; use store.user and store.password", null);
        }
        return value;
    }

    /** Whether a URL of a database has a password, which everybody sees who sees the URL. */
    public static boolean holdsPassword(String url) {
        return url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@");
    }

    static boolean isFile(String location) {
        return location.startsWith(SQLITE);
    }

    /** The file of a store that is one, or the name in the home that stands for another store. */
    static Path databaseFile(String location, Path home) {
        return isFile(location)
                ? Path.of(location.substring(SQLITE.length()))
                : home.resolve(Configuration.POSTGRESQL);
    }

    private static String scheme(String value) {
        int colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(0, colon + 1);
    }
}
