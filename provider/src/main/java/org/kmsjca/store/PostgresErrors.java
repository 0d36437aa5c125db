package org.kmsjca.store;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** The failures of a store in PostgreSQL, told apart by SQLSTATE. */
final class PostgresErrors extends StoreErrors {
    /** Of the class of connections: whether the transaction was committed is not known. */
    static final String UNKNOWN_OUTCOME = "08007";

    /** A statement that writes, where only reading is possible. */
    static final String READ_ONLY = "25006";

    /** A connection that cannot be made as it is configured, however often that is tried. */
    static final String MISCONFIGURED = "F0000";

    private static final String CONNECTION_CLASS = "08";
    private static final String REJECTED = "08004";
    private static final String FAILED = "08006";

    /** The server is shutting down, or has crashed, or starts; or ended an idle transaction. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "25P03", "57P05");

    private static final Set<String> BUSY = Set.of("55P03", "40001", "40P01", "57014");
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String DISK_FULL = "53100";
    private static final String INTERNAL = "XX000";
    private static final String BAD_PARAMETER = "22023";
    private static final String NO_RIGHT = "42501";
    private static final Set<String> NOT_THERE = Set.of("3F000", "42P01", "42703");

    private final String location;

    PostgresErrors(String location) {
        super(location);
        this.location = location;
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    /**
     * What the driver threw when it connected. It tells of a file that is missing, a class that
     * does not exist or a certificate that does not verify as it tells of a network that is down.
     */
    static SQLException ofConnecting(SQLException e) {
        boolean isNetwork =
                hasCause(e, SocketException.class, InterruptedIOException.class)
                        || hasCause(e, EOFException.class, UnknownHostException.class);
        boolean isOwn =
                hasCause(e, GeneralSecurityException.class, ReflectiveOperationException.class)
                        || hasCause(e, FileNotFoundException.class, NoSuchFileException.class)
                        || hasCause(e, RuntimeException.class, UnsupportedCallbackException.class)
                        || hasCause(
                                e, SSLHandshakeException.class, SSLPeerUnverifiedException.class);
        // Without a cause: a name that is not the certificate's, or a way to log in that is not to
        // be.
        boolean isRefused =
                e.getCause() == null && (state(e).equals(REJECTED) || state(e).equals(FAILED));
        return state(e).startsWith(CONNECTION_CLASS) && !isNetwork && (isOwn || isRefused)
                ? new SQLException(e.getMessage(), MISCONFIGURED, e)
                : e;
    }

    private static boolean hasCause(
            Throwable failure, Class<? extends Exception> one, Class<? extends Exception> other) {
        for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
            if (one.isInstance(each) || other.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the connection is of no use any more, and another may be. */
    static boolean isConnectionLost(SQLException e) {
        String state = state(e);
        return state.startsWith(CONNECTION_CLASS) || LOST.contains(state);
    }

    /** Whether the database is away, or does not answer, or takes no more connections. */
    static boolean isAway(SQLException e) {
        return isConnectionLost(e)
                || state(e).equals(TOO_MANY_CONNECTIONS)
                || state(e).equals(READ_ONLY);
    }

    /**
     * Whether another connection may succeed: the database is away, or a rule was met, as the
     * server keeps a statement that it prepared under a rule when the rule is gone.
     */
    static boolean isOfConnection(SQLException e) {
        return isAway(e) || state(e).equals(NOT_WRITTEN) || state(e).equals(INTERNAL);
    }

    /** Whether a failure of a store is one of the connection to its database. */
    static boolean isAway(KmsException failure) {
        return failure.getCause() instanceof SQLException e && isAway(e);
    }

    @Override
    KmsException sql(String action, SQLException cause) {
        String state = state(cause);
        if (state.equals(UNKNOWN_OUTCOME)) {
            return temporary(
                    action,
                    "the connection was lost while the change was being committed, and the database"
                            + " could not be asked whether it was: look whether it is there before you"
                            + " try again",
                    cause);
        } else if (isConnectionLost(cause)) {
            return temporary(
                    action,
                    "the database cannot be reached (%s); the next call tries again"
                            .formatted(cause.getMessage()),
                    cause);
        } else if (BUSY.contains(state)) {
            return temporary(action, "another program holds its lock; try again", cause);
        } else if (state.equals(TOO_MANY_CONNECTIONS)) {
            return temporary(
                    action,
                    "the database has no connection left; raise max_connections, a program of the"
                            + " KMS keeps three",
                    cause);
        } else if (state.equals(READ_ONLY)) {
            return temporary(
                    action,
                    "the database is a standby, or read-only; name all servers in the URL and"
                            + " add targetServerType=primary",
                    cause);
        } else if (state.equals(MISCONFIGURED)) {
            return failure(
                    action,
                    "no connection can be made as store says (%s); mend store, or the files that it names"
                            .formatted(cause.getMessage()),
                    cause);
        } else if (state.startsWith("28")) {
            return failure(
                    action,
                    "the database refuses the role (%s); check store.user and store.password"
                            .formatted(cause.getMessage()),
                    cause);
        } else if (state.equals("3D000")) {
            return failure(
                    action,
                    "there is no such database; create it, or set store to the right one",
                    cause);
        } else if (state.equals(NO_RIGHT)) {
            return failure(
                    action,
                    "the role lacks a right (%s); docs/postgresql.md has the GRANTs"
                            .formatted(cause.getMessage()),
                    cause);
        } else if (NOT_THERE.contains(state)) {
            return failure(
                    action,
                    "its tables are not there (%s); %s".formatted(cause.getMessage(), RESTORE),
                    cause);
        } else if (state.equals(DISK_FULL)) {
            return failure(action, "the database's disk is full; make room and try again", cause);
        } else if (state.equals(NOT_WRITTEN)) {
            return failure(
                    action,
                    "a row was not written or not deleted, and nothing is changed: a rule, a trigger or row"
                            + " security of the database keeps it off; kms doctor names it",
                    cause);
        } else if (state.equals(BAD_PARAMETER)) {
            return failure(action, "%s; mend store".formatted(cause.getMessage()), cause);
        }
        return failure(action, cause.getMessage() + " (SQLSTATE " + state + ")", cause);
    }

    @Override
    boolean isOfWriting(KmsException failure) {
        return failure.getCause() instanceof SQLException e
                && (state(e).equals(DISK_FULL)
                        || state(e).equals(NO_RIGHT)
                        || state(e).equals(READ_ONLY));
    }

    @Override
    KmsException older(long found, long acknowledged) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is at revision %s, although revision %s was acknowledged: an older"
                                + " copy of the database was put back, or a standby was promoted that"
                                + " had not got everything. Nothing of it is used. Bring the newest"
                                + " back; if what came after is to be given up: kms store"
                                + " accept-revision, then start this program again")
                        .formatted(location, found, acknowledged));
    }

    @Override
    KmsException wentBack(long found, long known) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s was changed by something other than the KMS: it is at revision %s"
                                + " although it has been at %s: an older copy of the database was put"
                                + " back, or a standby was promoted that had not got everything. Nothing"
                                + " of it is used. Bring the newest back, or %s; if what came after is"
                                + " to be given up: kms store accept-revision, then start this program"
                                + " again")
                        .formatted(location, found, known, RESTORE));
    }

    @Override
    KmsException behind(long known, long acknowledged) {
        return older(known, acknowledged);
    }

    @Override
    KmsException lost(Path evidence) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is lost: its schema is missing or empty, and %s says that there was"
                                + " one. No new store is made in its place. Set store and store.schema"
                                + " to where it is, or %s; if no key of it is wanted back, move %s"
                                + " away")
                        .formatted(location, evidence, RESTORE, evidence));
    }

    KmsException foreign() {
        return failure(
                "open",
                "the schema has tables of another application, and was left as it is; set"
                        + " store.schema to another one",
                null);
    }

    KmsException occupied() {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                ("there is a store %s already; nothing is changed. If another program made it"
                                + " meanwhile, look at it and begin again")
                        .formatted(location));
    }

    KmsException changedSincePlanned(long planned, long found) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                ("the store %s is at revision %s and was at revision %s when it was asked"
                                + " whether to replace it: another program has changed it since, and"
                                + " nothing of it is replaced. Stop the programs that kms store status"
                                + " names, then restore again")
                        .formatted(location, found, planned));
    }

    KmsException notUtf8(String encoding) {
        return failure(
                "create",
                "the database has the encoding %s; create it with ENCODING 'UTF8'"
                        .formatted(encoding),
                null);
    }

    KmsException url(String problem) {
        return failure("connect to", problem + "; mend store", null);
    }

    KmsException tooOld(String version) {
        return failure("open", "PostgreSQL %s is too old; 13 or newer".formatted(version), null);
    }
}
