package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * A store that is made ready in a directory of its own beside the one that it is to replace, and
 * then takes its place in one step.
 */
public final class StagedStore implements AutoCloseable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** The suffixes of SQLite's files beside a database that is or was in use. */
    private static final List<String> LOGS = List.of("-wal", "-shm", "-journal");

    private final Path target;
    private final SqliteErrors failures;
    private final ScratchDirectory directory;
    private final Path file;

    private StagedStore(Path target, ScratchDirectory directory) {
        this.target = target;
        this.failures = new SqliteErrors(target);
        this.directory = directory;
        this.file = directory.file(String.valueOf(target.getFileName()));
    }

    /**
     * Copies a backup, which is not touched, into the new directory.
     *
     * @param target the database file that it is to become
     */
    public static StagedStore of(Path backup, Path target) throws IOException {
        Path database = target.toAbsolutePath().normalize();
        // Whoever reads the file of an open database by other means takes its locks away.
        if (Files.exists(database) && Files.isSameFile(backup, database)) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the file " + backup + " is the store itself; name a backup");
        }
        var staged = new StagedStore(database, ScratchDirectory.beside(database, "restoring"));
        boolean copied = false;
        try {
            staged.copy(backup, "");
            // Of a home that was copied while a program was killed, or in use.
            for (String log : List.of("-wal", "-journal")) {
                Path beside = backup.resolveSibling(backup.getFileName() + log);
                if (Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS)) {
                    staged.copy(beside, log);
                }
            }
            copied = true;
            return staged;
        } finally {
            if (!copied) {
                staged.close();
            }
        }
    }

    /** Copies a store that is open into the new directory. */
    public static StagedStore of(MetadataStore store, StoreAddress target) throws IOException {
        Path place = target.place().toAbsolutePath();
        var staged = new StagedStore(place, ScratchDirectory.beside(place, "copying"));
        boolean copied = false;
        try {
            store.surroundings().copyTo(staged.file);
            copied = true;
            return staged;
        } finally {
            if (!copied) {
                staged.close();
            }
        }
    }

    /** Puts the store where there is none; a database is not changed where there is one. */
    public void putInto(StoreAddress address) throws IOException {
        if (address instanceof PostgresAddress database) {
            inDatabase(database, copy -> copy.create(file));
        } else {
            replace();
        }
    }

    private void copy(Path source, String end) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + end);
        Files.createFile(copy, OwnerOnly.file(copy));
        try (var out = Files.newOutputStream(copy)) {
            Files.copy(source, out);
        }
    }

    /** The database file in the directory. */
    public Path file() {
        return file;
    }

    /**
     * Puts the store, which nobody may have open any more, in the place of the other.
     *
     * @return where the files that went are kept; empty when there were none
     * @throws KmsException with {@code SERVICE_UNAVAILABLE_TEMPORARY} when a program has the other
     *     one open
     */
    public Optional<Path> replace() throws IOException {
        if (beside(file, "-wal").toFile().length() > 0) {
            throw new IOException("SQLite left a log beside " + file);
        }
        Path kept = beside(target, ".replaced-" + STAMP.format(Instant.now()));
        try (SqliteConnection old = new SqliteConnection(target, failures)) {
            // SQLite would delete a log beside an empty file.
            boolean hasContent = target.toFile().length() > 0;
            boolean isDamaged = !(hasContent && lock(old));
            boolean any = keep(kept, isDamaged);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            takeAlong(".revision");
            forceDirectory();
            return any ? Optional.of(kept) : Optional.empty();
        }
    }

    /**
     * Puts the store in the place of the one at an address in a database, in one transaction.
     *
     * @param planned what was there when that was planned
     * @return the file of SQLite in which that is kept; empty when there was none
     * @throws KmsException with {@code INVALID_PARAMETER} when something else is there by now
     */
    public Optional<Path> replace(PostgresAddress address, PresentStore planned)
            throws IOException {
        if (!planned.isThere()) {
            inDatabase(address, copy -> copy.create(file));
            return Optional.empty();
        }
        Path kept = beside(target, ".replaced-" + STAMP.format(Instant.now()));
        inDatabase(address, copy -> copy.replace(file, kept, planned));
        return Optional.of(kept);
    }

    private void inDatabase(PostgresAddress address, Consumer<PostgresCopy> work)
            throws IOException {
        var databaseFailures = new PostgresErrors(address.location());
        try (var connection =
                new PostgresConnection(
                        address, databaseFailures, new PostgresClock(), new ConnectPause())) {
            work.accept(new PostgresCopy(connection, databaseFailures, address));
            takeAlong(".revision");
            forceDirectory();
        }
    }

    /** Makes one file of the other store and keeps everybody out; false when it is no database. */
    private boolean lock(SqliteConnection old) {
        try {
            old.setBusyTimeout(Duration.ZERO);
            old.queryText(SqliteSql.EXCLUSIVE);
            boolean isWhole = old.queryText(SqliteSql.WITHOUT_LOG).equals("delete");
            old.execute(SqliteSql.BEGIN_EXCLUSIVE);
            return isWhole;
        } catch (SQLException e) {
            if (SqliteErrors.isBusy(e)) {
                throw failures.inUse(e);
            }
            old.reset();
            return false;
        }
    }

    private boolean keep(Path kept, boolean isDamaged) throws IOException {
        boolean any = false;
        for (String log : isDamaged ? LOGS : List.<String>of()) {
            if (Files.exists(beside(target, log))) {
                Files.move(beside(target, log), beside(kept, log));
                any = true;
            }
        }
        if (!Files.exists(target)) {
            return any;
        }
        try {
            Files.createLink(kept, target); // so that there is a store at each moment
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(target, kept); // FAT and others have no links
        }
        return true;
    }

    private void takeAlong(String end) throws IOException {
        if (Files.exists(beside(file, end))) {
            try {
                Files.move(beside(file, end), beside(target, end), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(
                        beside(file, end),
                        beside(target, end),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private void forceDirectory() {
        Path parent = target.getParent();
        if (parent == null) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // which would close the channel
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // Windows cannot open directories
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Path beside(Path path, String end) {
        return path.resolveSibling(path.getFileName() + end);
    }

    /** Deletes what was made ready and did not take its place. */
    @Override
    public void close() {
        directory.close();
    }
}
