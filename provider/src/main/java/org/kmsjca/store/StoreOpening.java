package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.text.Loggers;

/** Opens stores: finds or makes the file, or reads one that cannot be written. */
public final class StoreOpening {
    private static final String READING =
            "the store {0} is opened for reading only, its keys can be used and nothing can be"
                    + " changed: {1}";

    private StoreOpening() {}

    /** Makes the root key of a store that is being created. */
    public interface Bootstrap {
        /** Called once, inside the transaction that creates the store. */
        NewRoot createRoot(String storeId);
    }

    /** A new root key: how it is kept, and the authenticator derived from it. */
    public record NewRoot(RootEnvelope envelope, RecordMac authenticator) {}

    /**
     * Opens the store in the file, which is created, readable by its owner only, when it is missing
     * or empty. A file with anything else in it is refused and left as it is.
     */
    public static MetadataStore open(Path databaseFile, Bootstrap bootstrap) {
        Path file = databaseFile.toAbsolutePath().normalize();
        SqliteErrors failures = new SqliteErrors(file);
        return new SiblingCopies(file, failures, SiblingCopies.PATIENCE)
                .inTurn(() -> open(file, failures, bootstrap));
    }

    /**
     * Opens the store at an address as {@link #open(Path, Bootstrap)} does, or for reading only
     * where it is a file that cannot be written.
     */
    public static MetadataStore openAsFarAsPossible(StoreAddress address, Bootstrap bootstrap) {
        return withDriver(
                () ->
                        address instanceof PostgresAddress postgres
                                ? open(postgres, bootstrap)
                                : openAsFarAsPossible(address.place(), bootstrap));
    }

    /** Whether there is a store at the address. */
    public static boolean isThere(StoreAddress address) {
        if (!(address instanceof PostgresAddress postgres)) {
            return Files.exists(address.place());
        }
        return withDriver(() -> isThere(postgres));
    }

    private static boolean isThere(PostgresAddress address) {
        var failures = new PostgresErrors(address.location());
        try (var connection =
                new PostgresConnection(
                        address, failures, new PostgresClock(), new ConnectPause())) {
            return new PostgresSetup(connection, failures, address).isThere();
        } catch (SQLException e) {
            throw failures.sql("open", e);
        }
    }

    private static MetadataStore open(PostgresAddress address, Bootstrap bootstrap) {
        var database = new PostgresDatabase(address);
        PostgresConnection connection = database.connection();
        boolean opened = false;
        try {
            Path home = address.place().toAbsolutePath().getParent();
            if (home != null && !Files.isDirectory(home)) {
                Files.createDirectories(home, OwnerOnly.directory(home));
            }
            var setup = new PostgresSetup(connection, database.failures(), address);
            String storeId = setup.run(bootstrap);
            opened = true;
            return new MetadataStore(database, storeId, connection, false);
        } catch (SQLException e) {
            throw database.failures().sql("open", e);
        } catch (IOException e) {
            throw database.failures().io("open", e);
        } finally {
            if (!opened) {
                connection.close();
                database.close();
            }
        }
    }

    /** A program brings the driver of the one database that it uses. */
    private static <T> T withDriver(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (NoClassDefFoundError e) {
            String missing = String.valueOf(e.getMessage());
            if (missing.startsWith("org/postgresql/")) {
                throw withoutDriver("PostgreSQL", "postgresql", e);
            } else if (missing.startsWith("org/sqlite/")) {
                throw withoutDriver("SQLite", "sqlite-jdbc", e);
            }
            throw e;
        }
    }

    private static KmsException withoutDriver(String database, String jar, Error cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("the store is in %s, whose driver is not there: add %s.jar to the class path or"
                                + " the module path (java.security's programs: beside the provider)")
                        .formatted(database, jar),
                cause);
    }

    private static MetadataStore open(Path file, SqliteErrors failures, Bootstrap bootstrap) {
        SqliteConnection connection = new SqliteConnection(file, failures);
        boolean opened = false;
        try {
            SqliteSetup setup = new SqliteSetup(connection, failures);
            setup.createFile(file);
            String storeId = setup.run(file, bootstrap);
            ChangeCounter counter =
                    ChangeCounter.open(file.resolveSibling(file.getFileName() + ".changes"));
            setup.repair(counter);
            opened = true;
            var database = new SqliteDatabase(file, failures, () -> FileAccess.READ_WRITE, counter);
            return new MetadataStore(database, storeId, connection, false);
        } catch (SQLException e) {
            throw failures.sql("open", e);
        } catch (IOException e) {
            throw failures.io("open", e);
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /**
     * Opens the store as {@link #open} does, or for reading only where it cannot be written: on a
     * read-only file system, without the permission, on a full disk.
     */
    public static MetadataStore openAsFarAsPossible(Path databaseFile, Bootstrap bootstrap) {
        Path file = databaseFile.toAbsolutePath().normalize();
        boolean hasContent = file.toFile().length() > 0;
        if (hasContent && !FileAccess.isWritable(file)) {
            Loggers.kms()
                    .log(System.Logger.Level.INFO, READING, file, "this user may not write it");
            return openForReading(file);
        }
        try {
            return open(file, bootstrap);
        } catch (KmsException e) {
            if (!hasContent || !new SqliteErrors(file).isOfWriting(e)) {
                throw e;
            }
            MetadataStore store = openForReading(file, true, e);
            Loggers.kms().log(System.Logger.Level.WARNING, READING, file, e.getMessage());
            return store;
        }
    }

    /**
     * Opens a store that is there without changing anything of it or beside it; {@link
     * MetadataStore#write} refuses then.
     */
    public static MetadataStore openForReading(Path databaseFile) {
        return openForReading(databaseFile.toAbsolutePath().normalize(), false, null);
    }

    /**
     * @param cause why it is not opened for writing, thrown when it cannot be read either
     */
    private static MetadataStore openForReading(
            Path file, boolean isFull, @Nullable KmsException cause) {
        SqliteErrors failures = new SqliteErrors(file);
        Supplier<FileAccess> access = () -> FileAccess.forReading(file, isFull);
        SqliteConnection connection = new SqliteConnection(file, failures, access);
        boolean opened = false;
        try {
            String storeId = new SqliteSetup(connection, failures).read();
            opened = true;
            ChangeCounter counter =
                    ChangeCounter.ofReader(file.resolveSibling(file.getFileName() + ".changes"));
            var database = new SqliteDatabase(file, failures, access, counter);
            return new MetadataStore(database, storeId, connection, true);
        } catch (SQLException e) {
            KmsException failure =
                    SqliteErrors.isCannotOpen(e)
                                    && FileAccess.forReading(file, isFull) == FileAccess.READ_ONLY
                            ? failures.unreadableLog(e)
                            : failures.sql("read", e);
            if (cause == null) {
                throw failure;
            }
            cause.addSuppressed(failure);
            throw cause;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }
}
