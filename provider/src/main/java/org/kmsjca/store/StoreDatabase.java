package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The database that a store is kept in: all that differs between SQLite and PostgreSQL. What is in
 * it, {@link Sql}, is the same.
 */
interface StoreDatabase extends AutoCloseable {
    /** Where the store is, for people. */
    String location();

    /** A file, beside which this store's own on this machine are. */
    Path place();

    /** The failures of this store. */
    StoreErrors failures();

    /** Another connection, not yet opened. */
    StoreConnection connection();

    /** Tells of changes. */
    ChangeSignal changes();

    /** The programs that use the store. */
    Instances instances();

    /**
     * What is done after writes.
     *
     * @param abandoned whether the store was taken away
     */
    Upkeep upkeep(BooleanSupplier abandoned);

    /** The record of the last revision that was acknowledged on this machine, under these MACs. */
    AcknowledgedRevision record(RecordMacs macs);

    /**
     * Brings the tables to the format of today, before the store is unlocked.
     *
     * @param giveUp whether somebody wants the store who gives up what came after it
     * @param writable whether it may be changed
     */
    void convert(
            StoreConnection connection,
            RecordMac authenticator,
            String storeId,
            boolean giveUp,
            boolean writable)
            throws SQLException;

    /** Lists what is wrong with the database itself and its schema. */
    List<String> problems(StoreConnection connection, boolean withSchema) throws SQLException;

    /** Lists what could be safer about the way that the database is used. */
    List<String> advice(StoreConnection connection) throws SQLException;

    /** The programs that are connected; empty where nobody knows. */
    List<String> programs(StoreConnection connection) throws SQLException;

    /** The time that a notification takes; empty where there are none. */
    Optional<Duration> notification();

    /** Copies the store as it is at this moment to a file of SQLite. */
    void copyTo(Path target);

    /**
     * The clock that decides what is due.
     *
     * @param host this machine's
     */
    Clock clock(Clock host);

    @Override
    void close();
}
