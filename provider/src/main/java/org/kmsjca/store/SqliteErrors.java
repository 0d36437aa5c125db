package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;

/** The failures of a store in a file of SQLite. */
final class SqliteErrors extends StoreErrors {
    private static final int PRIMARY_CODE = 0xff;

    private final Path file;

    SqliteErrors(Path file) {
        super(file.toString());
        this.file = file;
    }

    /** A failure of SQLite while doing what the action says, such as {@code "read"}. */
    @Override
    KmsException sql(String action, SQLException cause) {
        if (isNativeLibraryFailure(cause)) {
            return nativeLibrary(cause);
        }
        int code = cause.getErrorCode() & PRIMARY_CODE;
        if (isBusy(cause)) {
            return temporary(action, "another process holds its lock; try again", cause);
        } else if (code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return failure(
                    action,
                    "the file is not a database, and was left as it is; if it was the store, "
                            + RESTORE
                            + "; if not, configure another path as 'store'",
                    cause);
        } else if (code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return failure(action, "the file is damaged; " + RESTORE, cause);
        } else if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_PERM.code
                || code == SQLiteErrorCode.SQLITE_READONLY.code) {
            return failure(
                    action,
                    "the file cannot be opened for reading and writing; check that it is a file and"
                            + " that this user may write it and its directory",
                    cause);
        } else if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return failure(action, "the disk is full; make room and try again", cause);
        } else if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
            return failure(
                    action,
                    "the disk is full or fails; make room, or look at the system's log (%s)"
                            .formatted(cause.getMessage()),
                    cause);
        }
        return failure(action, String.valueOf(cause.getMessage()), cause);
    }

    /** Whether it is the disk or a permission that keeps a store from being written. */
    @Override
    boolean isOfWriting(KmsException failure) {
        if (failure.getCause() instanceof SQLException e) {
            int code = e.getErrorCode() & PRIMARY_CODE;
            return code == SQLiteErrorCode.SQLITE_FULL.code
                    || code == SQLiteErrorCode.SQLITE_IOERR.code
                    || code == SQLiteErrorCode.SQLITE_READONLY.code
                    || code == SQLiteErrorCode.SQLITE_CANTOPEN.code;
        }
        return failure.getCause() instanceof IOException;
    }

    static boolean isCannotOpen(SQLException e) {
        return (e.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_CANTOPEN.code;
    }

    static boolean isBusy(SQLException e) {
        int code = e.getErrorCode() & PRIMARY_CODE;
        return code == SQLiteErrorCode.SQLITE_BUSY.code
                || code == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    /** SQLite's native library cannot be loaded into this JVM. */
    KmsException nativeLibrary(Throwable cause) {
        return failure(
                "open",
                "SQLite's native library cannot be loaded ("
                        + rootOf(cause)
                        + "); allow it with --enable-native-access=ALL-UNNAMED (on the module path:"
                        + " org.xerial.sqlitejdbc); where the temporary directory is mounted noexec"
                        + " set -Dorg.sqlite.tmpdir to another one, or -Dorg.sqlite.lib.path to"
                        + " where the unpacked library is",
                cause);
    }

    /** A log cannot be read where SQLite cannot make its index beside it. */
    KmsException unreadableLog(SQLException cause) {
        return failure(
                "read",
                file.getFileName()
                        + "-wal holds changes that are not in it, and cannot be read where nothing"
                        + " can be written beside it; open the store once where it can be written"
                        + " (kms key list), and stop its programs properly before it is mounted"
                        + " read-only",
                cause);
    }

    /** The store is not the one that was acknowledged. */
    @Override
    KmsException older(long found, long acknowledged) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is at revision %s, although revision %s was acknowledged:"
                                + " an older copy was put back, or %s-wal is missing or damaged. Nothing of"
                                + " it is used. Put the newest %s and %s-wal back, or %s; if what came"
                                + " after is to be given up: kms store accept-revision")
                        .formatted(
                                file,
                                found,
                                acknowledged,
                                file.getFileName(),
                                file.getFileName(),
                                file.getFileName(),
                                RESTORE));
    }

    /** The store is behind what another program has acknowledged. */
    @Override
    KmsException behind(long known, long acknowledged) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is at revision %s for this program, although another one"
                                + " has acknowledged revision %s: a file of the store was removed or"
                                + " replaced while it was open. Nothing is changed: end all programs that"
                                + " use the store, then start them again")
                        .formatted(file, known, acknowledged));
    }

    /** A store of format 1 stands where one of format 2 was. */
    KmsException convertedBefore() {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is of format 1, although it was converted to format 2"
                                + " before: an older copy was put back. Nothing of it is used. Put the"
                                + " newest back, or %s; if what came after is to be given up: kms store"
                                + " accept-revision")
                        .formatted(file, RESTORE));
    }

    /** The open file is not the one that others find under its name. */
    KmsException takenAway(Path gone) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The file %s was removed or replaced while this program had it open, so"
                                + " that this program and others may not see each other's changes. Nothing"
                                + " of the store is used here any more, and a change that was under way may"
                                + " be lost: end all programs that use the store, then start them again")
                        .formatted(gone));
    }

    /** The file is not under its name any more. */
    KmsException missing() {
        return failure(
                "use",
                "the file is not there any more; put it back with its -wal, or " + RESTORE,
                null);
    }

    /** A directory, a pipe or a device is no store. */
    KmsException notRegular() {
        return failure(
                "use",
                "it is no regular file (a directory, a pipe or a device); remove it and put the"
                        + " store back, or set store to the right file",
                null);
    }

    /** There was a store, and its content is gone. */
    @Override
    KmsException lost(Path evidence) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is lost: it is missing or has no content, and %s says that"
                                + " there was one. No new store is made in its place. Put %s and %s-wal"
                                + " back, or %s; if no key of it is wanted back, move %s away")
                        .formatted(
                                file,
                                evidence,
                                file.getFileName(),
                                file.getFileName(),
                                RESTORE,
                                evidence));
    }

    KmsException inUse(SQLException cause) {
        return temporary("replace", "programs have it open; stop them, nothing was changed", cause);
    }

    KmsException foreign() {
        return failure(
                "open",
                "the file is another application's database, and was left as it is; configure"
                        + " another path as 'store'",
                null);
    }

    KmsException noWriteAheadLog(String journalMode) {
        return failure(
                "open",
                "its file system does not allow SQLite's write-ahead log (journal mode is "
                        + journalMode
                        + "); keep the store on a local disk",
                null);
    }

    // The driver wraps whatever loading its library threw in a plain SQLException.
    private static boolean isNativeLibraryFailure(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof LinkageError
                    || t instanceof IllegalCallerException
                    || t instanceof NativeLibraryNotFoundException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
