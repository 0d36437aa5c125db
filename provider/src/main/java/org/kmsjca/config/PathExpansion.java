package org.kmsjca.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Turns the paths of a configuration into absolute ones.
 *
 * @param directory what relative paths start from, null where they are refused
 */
record PathExpansion(Environment environment, @Nullable Path directory) {
    private static final String HOME = "user.home";
    private static final String HOME_REFERENCE = "${" + HOME + "}";

    /**
     * The absolute path.
     *
     * @throws IllegalArgumentException that says what a path must be; the text is not in it
     */
    Path expand(String text) {
        String expanded = text;
        if (text.equals("~") || text.startsWith("~/")) {
            expanded = userHome() + text.substring(1);
        } else if (text.contains(HOME_REFERENCE)) {
            expanded = text.replace(HOME_REFERENCE, userHome());
        }
        Path path;
        try {
            path = Path.of(expanded);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a path: " + e.getReason(), e);
        }
        if (directory != null) {
            path = directory.resolve(path);
        }
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(
                    "must be an absolute path, or begin with ~/ or ${user.home}");
        }
        return path.normalize();
    }

    private String userHome() {
        String home = environment.property(HOME);
        if (home == null || home.isEmpty()) {
            throw new IllegalArgumentException(
                    "must be an absolute path, as the system property user.home is not set");
        }
        return home;
    }
}
