package org.kmsjca.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a new store, or recognises an existing one. Nothing is written before the file is known to
 * be ours or empty.
 */
final class SqliteSetup {
    private static final Duration WAL_RETRY = Duration.ofMillis(1);

    private final SqliteConnection connection;
    private final SqliteErrors failures;

    SqliteSetup(SqliteConnection connection, SqliteErrors failures) {
        this.connection = connection;
        this.failures = failures;
    }

    /**
     * Creates the file and its directory when they are missing, unless there was a store: SQLite
     * would delete a write-ahead log beside an empty file.
     */
    void createFile(Path file) throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        boolean empty = !Files.exists(file) || Files.size(file) == 0;
        // Looked at last, as another process may be creating both at this moment.
        if (empty && isNotEmpty(log) && (!Files.exists(file) || Files.size(file) == 0)) {
            throw failures.lost(log);
        }
        Path directory = file.getParent();
        // createDirectories refuses a symbolic link to a directory.
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.directory(directory));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw failures.notRegular();
        }
        if (!Files.exists(file)) {
            Path acknowledged = AcknowledgedRevision.fileOf(file);
            // The store is looked at last again, as for the log.
            if (Files.exists(acknowledged) && !Files.exists(file)) {
                throw failures.lost(acknowledged);
            }
            try {
                Files.createFile(file, OwnerOnly.file(file));
            } catch (FileAlreadyExistsException e) {
                // Another process was faster.
            }
        }
    }

    private static boolean isNotEmpty(Path file) throws IOException {
        try {
            return Files.size(file) > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The id of the store in the file, which is made now when there is none. */
    String run(Path file, StoreOpening.Bootstrap bootstrap) throws SQLException {
        boolean empty = connection.transaction(StoreConnection.Access.READ, this::isEmpty);
        switchToWriteAheadLog();
        if (empty) {
            connection.transaction(
                    StoreConnection.Access.WRITE,
                    () -> {
                        // Another process may have been faster.
                        if (isEmpty()) {
                            checkNotLost(file);
                            create(bootstrap);
                        }
                        return true;
                    });
        }
        checkSchema();
        return storeId();
    }

    /** The id of the store in the file, where nothing may be changed. */
    String read() throws SQLException {
        if (connection.transaction(StoreConnection.Access.READ, this::isEmpty)) {
            throw failures.foreign();
        }
        checkSchema();
        return storeId();
    }

    /** Sets a change counter right whose writer died; a live one will do it itself. */
    void repair(ChangeCounter counter) throws SQLException {
        if (!counter.isOdd()) {
            return;
        }
        connection.setBusyTimeout(Duration.ZERO);
        try {
            connection.begin(StoreConnection.Access.WRITE);
            counter.repair();
            connection.rollback();
        } catch (SQLException e) {
            if (!SqliteErrors.isBusy(e)) {
                throw e;
            }
        }
        connection.setBusyTimeout(SqliteConnection.BUSY_TIMEOUT);
    }

    private boolean isEmpty() throws SQLException {
        int applicationId = Integer.parseInt(connection.queryText(SqliteSql.APPLICATION_ID_QUERY));
        int schemaVersion = Integer.parseInt(connection.queryText(SqliteSql.SCHEMA_VERSION_QUERY));
        if (applicationId == SqliteSql.APPLICATION_ID) {
            if (schemaVersion > Sql.SCHEMA_VERSION) {
                throw failures.newer(schemaVersion);
            } else if (schemaVersion < 1) {
                throw failures.foreign();
            }
            return false;
        }
        boolean empty = connection.queryText(SqliteSql.SCHEMA_COUNT).equals("0");
        if (applicationId != 0 || schemaVersion != 0 || !empty) {
            throw failures.foreign();
        }
        return true;
    }

    // SQLite does not use its busy handler for this statement.
    private void switchToWriteAheadLog() throws SQLException {
        long deadline = System.nanoTime() + SqliteConnection.BUSY_TIMEOUT.toNanos();
        while (true) {
            try {
                String mode = connection.queryText(SqliteSql.WAL);
                if (!mode.equals("wal")) {
                    throw failures.noWriteAheadLog(mode);
                }
                return;
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(WAL_RETRY.toNanos());
            }
        }
    }

    /** With the write lock held, so that nobody is making the store at this moment. */
    private void checkNotLost(Path file) {
        Path acknowledged = AcknowledgedRevision.fileOf(file);
        if (Files.exists(acknowledged)) {
            throw failures.lost(acknowledged);
        }
    }

    private void create(StoreOpening.Bootstrap bootstrap) throws SQLException {
        connection.execute(SqliteSchema.script(SqliteSql.SCHEMA_RESOURCE));
        String storeId = randomId();
        StoreOpening.NewRoot root = bootstrap.createRoot(storeId);
        RecordMacs macs = new RecordMacs(root.authenticator(), storeId);
        new ChangeWriter(connection, StoreState.UNKNOWN, macs).create(List.of(root.envelope()));
    }

    /** Refuses a file whose schema is not the one that its version has. */
    private void checkSchema() throws SQLException {
        String script =
                isFormat1(connection) ? Format1Sql.SCHEMA_RESOURCE : SqliteSql.SCHEMA_RESOURCE;
        String problem = SqliteSchema.problem(connection, SqliteSchema.script(script));
        if (problem != null) {
            throw failures.changed(problem);
        }
    }

    /** Whether the store has yet to be converted. */
    static boolean isFormat1(StoreConnection connection) throws SQLException {
        return connection.queryText(SqliteSql.SCHEMA_VERSION_QUERY).equals("1");
    }

    // From SQLite's own random source, as the JCA may be what is asking for this store.
    private String randomId() throws SQLException {
        try (ResultSet row = connection.prepare(SqliteSql.RANDOM_16_BYTES).executeQuery()) {
            row.next();
            ByteBuffer random = ByteBuffer.wrap(row.getBytes(1));
            long high = (random.getLong() & ~0xf000L) | 0x4000L;
            long low = (random.getLong() & ~(3L << 62)) | (2L << 62);
            return new UUID(high, low).toString();
        }
    }

    private String storeId() throws SQLException {
        try (ResultSet row = connection.prepare(Sql.STORE_ID).executeQuery()) {
            String id = row.next() ? row.getString(1) : null;
            if (id == null) {
                throw failures.changed("its own row is missing");
            }
            return id;
        }
    }
}
