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
        } catch (SQLException e) {
            connection.recovers(e);
            throw failures.sql("copy", e);
        } catch (IOException e) {
            throw failures.io("copy", e);
        }
    }

    private void fill(Path target) throws SQLException {
        try (var file = new SqliteConnection(target, new SqliteErrors(target))) {
            connection.transaction(
                    StoreConnection.Access.READ,
                    () ->
                            file.transaction(
                                    StoreConnection.Access.WRITE,
                                    () -> {
                                        file.execute(
                                                SqliteSchema.script(SqliteSql.SCHEMA_RESOURCE));
                                        RowCopy.run(connection, file);
                                        return true;
                                    }));
        }
    }

    /** Puts the rows of a file in the place of those that are there, in one transaction. */
    void read(Path source) {
        var fileFailures = new SqliteErrors(source);
        try (var file = new SqliteConnection(source, fileFailures)) {
            file.begin(StoreConnection.Access.READ);
            new PostgresSetup(connection, failures, address)
                    .replace(
                            () -> {
                                RowCopy.run(file, connection);
                                return true;
                            });
            file.rollback();
        } catch (SQLException e) {
            connection.recovers(e);
            throw failures.sql("write", e);
        }
    }
}
