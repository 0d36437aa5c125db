package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.kmsjca.text.Loggers;

/**
 * Converts a store of format 1, once: verified by that format's rules, in one transaction, with the
 * old file kept beside it.
 */
final class Format1Conversion {
    private static final String BACKUP = ".format1";

    private final StoreConnection connection;
    private final StoreErrors failures;
    private final Path file;
    private final RecordMac authenticator;
    private final String storeId;

    Format1Conversion(
            StoreConnection connection,
            StoreErrors failures,
            Path file,
            RecordMac authenticator,
            String storeId) {
        this.connection = connection;
        this.failures = failures;
        this.file = file;
        this.authenticator = authenticator;
        this.storeId = storeId;
    }

    void run() throws SQLException {
        // Before anything is changed: a wrong root key leaves no backup either.
        connection.transaction(StoreConnection.Access.READ, this::read);
        Path backup = backUp();
        boolean converted =
                connection.transaction(
                        StoreConnection.Access.WRITE,
                        () -> {
                            // Another process may have been faster.
                            if (!SqliteSetup.isFormat1(connection)) {
                                return false;
                            }
                            convert(read());
                            return true;
                        });
        if (converted) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.INFO,
                            "the store {0} was converted to format 2; as it was before it is {1}",
                            file,
                            backup);
        }
    }

    private Format1Store read() throws SQLException {
        return new Format1Store.Reader(
                        connection, failures, new Format1Macs(authenticator, storeId))
                .read();
    }

    /** Under a name of its own until it is whole; a backup that is there already is whole. */
    private Path backUp() throws SQLException {
        Path backup = file.resolveSibling(file.getFileName() + BACKUP);
        Path unfinished =
                file.resolveSibling(file.getFileName() + BACKUP + "." + System.nanoTime());
        boolean interrupted = Thread.interrupted(); // which would close the channel
        try {
            if (Files.exists(backup)) {
                return backup;
            }
            Files.createFile(unfinished, OwnerOnly.file(unfinished));
            PreparedStatement statement = connection.prepare(SqliteSql.COPY_TO);
            statement.setString(1, unfinished.toString());
            statement.executeUpdate();
            try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(unfinished, backup, StandardCopyOption.ATOMIC_MOVE);
            return backup;
        } catch (IOException e) {
            throw failures.io("keep a copy of", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void convert(Format1Store old) throws SQLException {
        for (String drop : Format1Sql.DROP_INDEXES) {
            connection.execute(drop);
        }
        for (String table : Format1Sql.TABLES) {
            connection.execute(Format1Sql.RENAME.formatted(table, table));
        }
        connection.execute(SqliteSchema.script(SqliteSql.SCHEMA_RESOURCE));
        PendingChanges content = new PendingChanges();
        old.cmks().forEach(content::put);
        old.certificates().forEach(content::put);
        old.tasks().forEach(content::put);
        new RowReader(
                        connection,
                        problem -> {
                            throw failures.changed(problem);
                        })
                .forEach(
                        "key_material",
                        Format1Sql.MATERIALS,
                        row -> content.putMaterial(row.text(1), row.text(2), row.bytes(3)));
        connection.execute(Format1Sql.COPY_AUDIT);
        Long backup = old.rootBackup();
        StoreNotes notes =
                new StoreNotes(
                        backup == null ? null : Instant.ofEpochSecond(backup),
                        KnownTime.NONE,
                        null);
        StoreState before = new StoreState(old.revision(), HashTree.EMPTY, old.auditHead(), notes);
        new ChangeWriter(connection, before, new RecordMacs(authenticator, storeId))
                .convert(content, old.envelopes());
        for (String table : Format1Sql.TABLES) {
            connection.execute(Format1Sql.DROP.formatted(table));
        }
    }
}
