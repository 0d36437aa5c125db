package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is around a store: its database, and who else is there. */
public final class Surroundings {
    private final StoreDatabase database;
    private final StoreReader reader;

    Surroundings(StoreDatabase database, StoreReader reader) {
        this.database = database;
        this.reader = reader;
    }

    /**
     * The clock that decides what is due: the database's, when that has one.
     *
     * @param host this machine's
     */
    public Clock clock(Clock host) {
        return database.clock(host);
    }

    /** Lists what could be safer about the way the database is used; empty for a file. */
    public List<String> advice() {
        return reader.advice();
    }

    /** Lists the programs that use the database; empty for a file. */
    public List<String> programs() {
        return reader.programs();
    }

    /** Measures the time that a notification of a change takes; empty for a file. */
    public Optional<Duration> notification() {
        return database.notification();
    }

    /** Makes a directory for copies of the store; in the temporary directory where need be. */
    public ScratchDirectory scratch(String purpose) throws IOException {
        return ScratchDirectory.near(database.place(), purpose);
    }

    /**
     * Copies the store as it is at this moment to a file of SQLite that is there and empty, or
     * missing, while others read and write. The copy is one file and is on the disk when this
     * returns.
     */
    public void copyTo(Path target) {
        database.copyTo(target);
    }
}
