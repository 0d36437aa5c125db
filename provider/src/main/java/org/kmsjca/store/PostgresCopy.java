package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** Copies a store out of PostgreSQL into a file of SQLite, and back. */
final class PostgresCopy {
    private final PostgresConnection connection;
    private final PostgresErrors failures;
    private final PostgresAddress address;

    PostgresCopy(PostgresConnection connection, PostgresErrors failures, PostgresAddress address) {
        this.connection = connection;
        this.failures = failures;
        this.address = address;
    }

    /** Copies to a file that is there and empty, or missing; the copy is on the disk then. */
    void write(Path target) {
        try {
            connection.transaction(StoreConnection.Access.READ, () -> writeWithin(target));
        } catch (SQLException e) {
            connection.recovers(e);
            throw failures.sql("copy", e);
        }
    }

    /** As {@link #write}, what the transaction at hand sees. */
    private boolean writeWithin(Path target) throws SQLException {
        connection.execute(PostgresSql.LONG_TRANSACTION);
        try {
            if (!Files.exists(target)) {
                Files.createFile(target, OwnerOnly.file(target));
            }
            fill(target);
            boolean interrupted = Thread.interrupted(); // which would close the channel
            try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
                written.force(true);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        } catch (IOException e) {
            throw failures.io("copy", e);
        }
    }

    private void fill(Path target) throws SQLException {
        try (var file = new SqliteConnection(target, new SqliteErrors(target))) {
            file.transaction(
                    StoreConnection.Access.WRITE,
                    () -> {
                        file.execute(SqliteSchema.script(SqliteSql.SCHEMA_RESOURCE));
                        RowCopy.run(connection, file);
                        return true;
                    });
        }
    }

    /** Puts the rows of a file where there is no store; refuses where there is one. */
    void create(Path source) {
        reading(source, file -> setup().create(() -> read(file)));
    }

    /**
     * Puts the rows of a file in the place of those that are there, in one transaction in which
     * nobody else writes: what is replaced is what was planned, and all of it is in the copy.
     *
     * @param kept the file that gets a copy of what is there
     * @param planned what was there when this was planned
     */
    void replace(Path source, Path kept, PresentStore planned) {
        reading(
                source,
                file ->
                        setup().replace(
                                        () -> {
                                            PresentStore found = PresentStore.of(connection);
                                            if (!found.isSame(planned)) {
                                                throw failures.changedSincePlanned(
                                                        planned.revision(), found.revision());
                                            }
                                            writeWithin(kept);
                                            RowCopy.clear(connection);
                                            return read(file);
                                        }));
    }

    private PostgresSetup setup() {
        return new PostgresSetup(connection, failures, address);
    }

    private boolean read(SqliteConnection file) throws SQLException {
        connection.execute(PostgresSql.LONG_TRANSACTION);
        RowCopy.run(file, connection);
        return true;
    }

    /** Does something with the rows of a file. */
    private interface FileWork {
        void run(SqliteConnection file) throws SQLException;
    }

    private void reading(Path source, FileWork work) {
        try (var file = new SqliteConnection(source, new SqliteErrors(source))) {
            file.begin(StoreConnection.Access.READ);
            work.run(file);
            file.rollback();
        } catch (SQLException e) {
            connection.recovers(e);
            throw failures.sql("write", e);
        }
    }
}
