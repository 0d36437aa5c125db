package org.kmsjca.store;

import java.nio.file.Files;
import java.nio.file.Path;

/** The ways to open a database file. */
enum FileAccess {
    /** And never one that SQLite makes, as where it was moved away a moment ago. */
    READ_WRITE("?mode=rw"),

    /** Beside others who may write. SQLite needs its files -wal and -shm for it, or makes them. */
    READ_ONLY("?mode=ro"),

    /** A file that nobody changes, without locks and without any other file. */
    IMMUTABLE("?mode=ro&immutable=1");

    private final String uriParameters;

    FileAccess(String uriParameters) {
        this.uriParameters = uriParameters;
    }

    /**
     * The way to read a store without changing anything. SQLite makes files beside a database in
     * WAL mode, also to read it; where that is impossible, the database is whole without them when
     * there is no log.
     *
     * @param isFull nothing can be made in the directory, although it may be written
     */
    static FileAccess forReading(Path file, boolean isFull) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        boolean isWhole = log.toFile().length() == 0;
        return isWhole && (isFull || !isWritable(file)) ? IMMUTABLE : READ_ONLY;
    }

    /** Whether this user may write the file, and make others beside it. */
    static boolean isWritable(Path file) {
        Path directory = file.getParent();
        return Files.isWritable(file) && (directory == null || Files.isWritable(directory));
    }

    /** The end of the database's URI. */
    String uriParameters() {
        return uriParameters;
    }
}
