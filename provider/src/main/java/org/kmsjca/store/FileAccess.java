package org.kmsjca.store;

import java.nio.file.Files;
import java.nio.file.Path;

/** The ways to open a database file. */
enum FileAccess {
    READ_WRITE(""),

    /** Beside others who may write. SQLite needs its files -wal and -shm for it, or makes them. */
    READ_ONLY("?mode=ro"),

    /** A file that nobody changes, without locks and without any other file. */
    IMMUTABLE("?mode=ro&immutable=1");

    private final String uriParameters;

    FileAccess(String uriParameters) {
        this.uriParameters = uriParameters;
    }

    /**
     * The way to read a store without changing anything. Where its directory cannot be written,
     * SQLite cannot make the files that it needs beside a database in WAL mode; without a log the
     * database is whole without them.
     */
    static FileAccess forReading(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        Path directory = file.getParent();
        boolean isWhole = log.toFile().length() == 0;
        return isWhole && directory != null && !Files.isWritable(directory) ? IMMUTABLE : READ_ONLY;
    }

    /** The end of the database's URI. */
    String uriParameters() {
        return uriParameters;
    }
}
