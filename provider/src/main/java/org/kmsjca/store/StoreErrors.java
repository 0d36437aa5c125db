package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** The failures of one store; every message names the store and says what to do. */
abstract class StoreErrors {
    static final String RESTORE = "restore a backup: kms store restore FILE";

    /** SQLSTATE of a write of one row that did not come about, whatever kept it off. */
    static final String NOT_WRITTEN = "27000";

    private final String store;

    /**
     * @param store its file, or where it is
     */
    StoreErrors(String store) {
        this.store = store;
    }

    /** Refuses a statement that has not written as many rows as it should. */
    static void requireRows(int expected, int found) throws SQLException {
        if (found != expected) {
            throw new SQLException("a row was not written", NOT_WRITTEN);
        }
    }

    /** A failure of the database while doing what the action says, such as {@code "read"}. */
    abstract KmsException sql(String action, SQLException cause);

    /** Whether it is a failure of writing, with which the store can still be read. */
    abstract boolean isOfWriting(KmsException failure);

    /** The store is not the one that was acknowledged. */
    abstract KmsException older(long found, long acknowledged);

    /** The store is older than this program has seen it. */
    KmsException wentBack(long found, long known) {
        return changed("it is at revision %s although it has been at %s".formatted(found, known));
    }

    /** The store is behind what another program has acknowledged. */
    abstract KmsException behind(long known, long acknowledged);

    /** The store is not there any more, although something says that there was one. */
    abstract KmsException lost(Path evidence);

    /** The contents are not what this KMS wrote. */
    KmsException changed(String what) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s was changed by something other than the KMS, or belongs to"
                                + " another root key: %s; nothing of it is used. If the root key was"
                                + " changed by 'kms root change --new-key', start this program again; else"
                                + " %s")
                        .formatted(store, what, RESTORE));
    }

    /** Nothing tells whether the store is the newest. */
    KmsException recordDamaged(Path record) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The record %s of the last revision is no regular file, or nothing in it"
                                + " is of this store and its root key, so that nothing tells whether %s is"
                                + " the newest. If it is: kms store accept-revision (remove %s first where"
                                + " it is no regular file)")
                        .formatted(record, store, record.getFileName()));
    }

    /** The record is of another store. */
    KmsException recordOfAnother(Path record, String recordedId, String storeId) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s is another one than this home has used: its id is %s, and"
                                + " %s is of store %s. Set store and store.schema to the one that is meant,"
                                + " or look whether two were exchanged; nothing of it is used. If this one"
                                + " is meant: kms store accept-revision")
                        .formatted(store, storeId, record, recordedId));
    }

    /** The store is older than what a counter outside of the machine's files tells. */
    KmsException behindCounter(long revision, long counted) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s was put back from an older copy: it is at revision %s,"
                                + " which is from before the TPM's counter was raised to %s. Nothing of it"
                                + " is used. Put the newest back; if what came after is to be given up: kms"
                                + " store accept-revision")
                        .formatted(store, revision, counted));
    }

    KmsException beforeCounter() {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s knows no counter, although the TPM has one of it: it was"
                                + " put back from a copy of before tpm.counter was switched on, or"
                                + " switching it on was interrupted. Nothing of it is used. Put the newest"
                                + " back, or go on with this one: kms store accept-revision")
                        .formatted(store));
    }

    KmsException counterNotRaised(Exception cause) {
        return temporary(
                "protect",
                ("the change is made, but the TPM's counter could not be raised for it,"
                                + " so that a copy of before would not be noticed until that is done by the"
                                + " next change or opening (%s)")
                        .formatted(cause.getMessage()),
                cause);
    }

    KmsException readOnly() {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("The store %s was opened for reading only: its keys can be used, and"
                                + " nothing can be changed")
                        .formatted(store));
    }

    KmsException newer(int schemaVersion) {
        return failure(
                "open",
                ("it has schema %s, this version reads up to %s; use a newer version of"
                                + " the KMS provider")
                        .formatted(schemaVersion, Sql.SCHEMA_VERSION),
                null);
    }

    KmsException lockTimeout(Duration waited) {
        return temporary(
                "use",
                "other threads kept it busy for " + waited.toSeconds() + " s; try again",
                null);
    }

    KmsException closed() {
        return new KmsException(
                KmsErrorCode.UNAVAILABLE, "The store " + store + " was closed; open it again");
    }

    KmsException io(String action, Exception cause) {
        return failure(action, cause.toString(), cause);
    }

    final KmsException failure(String action, String reason, @Nullable Throwable cause) {
        return new KmsException(KmsErrorCode.INTERNAL_FAILURE, text(action, reason), cause);
    }

    final KmsException temporary(String action, String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY, text(action, reason), cause);
    }

    private String text(String action, String reason) {
        return "Cannot " + action + " the store " + store + ": " + reason;
    }
}
