package org.kmsjca.kms.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kmsjca.config.Configuration;

/** The files without which a store cannot be used, or is not known to be the newest. */
final class StoreFiles {
    private static final List<String> ENDS =
            List.of("", "-wal", "-shm", "-journal", ".changes", ".revision");
    private static final List<String> KEY_ENDS = List.of("", ".next", ".old");

    private StoreFiles() {}

    /** Whether it is one of them, by whatever path or link, or would become one. */
    static boolean contains(Configuration configuration, Path file) {
        List<Path> files = new ArrayList<>();
        ENDS.forEach(end -> files.add(beside(configuration.databaseFile(), end)));
        KEY_ENDS.forEach(end -> files.add(beside(configuration.rootKeyfile(), end)));
        return files.stream().anyMatch(each -> isSame(each, file));
    }

    private static Path beside(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    private static boolean isSame(Path one, Path other) {
        if (place(one).equals(place(other))) {
            return true;
        }
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    /** The name in the directory that it really is. */
    private static Path place(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        Path directory = whole.getParent();
        if (directory == null || !Files.exists(directory)) {
            return whole;
        }
        try {
            return directory.toRealPath().resolve(whole.getFileName());
        } catch (IOException e) {
            return whole;
        }
    }
}
