package org.kmsjca.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out transactions on the connection of an unlocked store: follows its files, verifies what
 * others have committed, commits, acknowledges the new revision and tells the listener. One thread
 * at a time.
 */
final class Transactions {
    private final Path file;
    private final StoreErrors failures;
    private final ChangeCounter counter;
    private final Checkpoints checkpoints;
    private volatile @Nullable AcknowledgedRevision acknowledged;
    private volatile @Nullable VerifiedView view;
    private volatile @Nullable CounterGuard guard;

    Transactions(Path file, StoreErrors failures, ChangeCounter counter, Checkpoints checkpoints) {
        this.file = file;
        this.failures = failures;
        this.counter = counter;
        this.checkpoints = checkpoints;
    }

    /** The verified contents; null before the store is unlocked. */
    @Nullable VerifiedView view() {
        return view;
    }

    /** The verified contents of a store that is unlocked. */
    VerifiedView unlocked() {
        VerifiedView current = view;
        if (current == null) {
            throw new IllegalStateException("the store must be unlocked before it is used");
        }
        return current;
    }

    /**
     * Verifies the store and delivers what is in it.
     *
     * @param record the revision that was acknowledged last
     * @param older whether a store that is older than that is wanted
     * @return whether it is older
     */
    boolean unlock(
            SqliteConnection connection,
            VerifiedView candidate,
            AcknowledgedRevision record,
            boolean older,
            boolean writable)
            throws SQLException {
        // Before the database, which others may take further meanwhile.
        AcknowledgedRevision.Noted noted = record.read();
        long count = counter.read();
        Step step = connection.transaction(Sql.BEGIN_READ, () -> candidate.read(connection));
        boolean reached = noted.isReachedBy(step.state(), candidate.macs());
        if (!reached && older) {
            candidate.pass(noted.revision());
        } else if (noted.isDamaged()) {
            throw failures.recordDamaged(AcknowledgedRevision.fileOf(file));
        } else if (!reached) {
            throw failures.older(step.state().revision(), noted.revision());
        } else if (writable && noted.revision() < step.state().revision()) {
            record.write(step.state());
        }
        candidate.deliver(step);
        counter.remember(count);
        acknowledged = record;
        view = candidate;
        return !reached;
    }

    /** Compares the store with a counter from now on; null for none. */
    void guard(@Nullable CounterGuard counterGuard) {
        guard = counterGuard;
    }

    /** Runs a body in a write transaction on the newest state, and commits what it asked for. */
    <T> T write(SqliteConnection connection, Function<StoreTransaction, T> body)
            throws SQLException {
        VerifiedView current = unlocked();
        PendingChanges pending = new PendingChanges();
        followFiles(connection);
        connection.execute(Sql.BEGIN_WRITE);
        T result;
        boolean ended = false;
        try {
            long count = counter.read();
            current.deliver(current.read(connection));
            counter.remember(count);
            requireAcknowledged(noted(), current, current.state());
            result = body.apply(pending);
            if (!pending.isEmpty()) {
                Step step = current.write(connection, pending, guard);
                Long before = current.state().notes().tpmCounter();
                ended = true;
                commit(connection, current, step);
                acknowledge(connection, current, before);
            }
        } finally {
            pending.end();
            if (!ended) {
                connection.rollback();
            }
        }
        checkpoints.afterWrite(connection, pending.isDestroying());
        return result;
    }

    private void acknowledge(
            SqliteConnection connection, VerifiedView current, @Nullable Long before) {
        CounterGuard guarding = guard;
        if (guarding != null && !Objects.equals(before, current.state().notes().tpmCounter())) {
            guarding.acknowledge(connection, current);
        }
    }

    private void commit(SqliteConnection connection, VerifiedView current, Step step)
            throws SQLException {
        long odd = counter.beginCommit();
        long count;
        boolean committed = false;
        try {
            connection.execute(Sql.COMMIT);
            committed = true;
            connection.checkFiles();
            AcknowledgedRevision record = acknowledged;
            if (record != null) {
                record.write(step.state());
            }
        } finally {
            if (!committed) {
                connection.rollback();
            }
            count = counter.endCommit(odd);
            // After a commit that may or may not have failed, and until the listener has heard of
            // one that did not, the next pull finds out.
            counter.forget();
        }
        current.deliver(step);
        counter.remember(count);
    }

    /** Goes on with the files that stand under their names now, whatever stood there before. */
    private void followFiles(SqliteConnection connection) {
        counter.followFile();
        connection.followFile();
    }

    /** Delivers what others have committed. */
    void pull(SqliteConnection connection) throws SQLException {
        VerifiedView current = unlocked();
        try {
            followFiles(connection);
            // Before the database, which others may take further meanwhile.
            AcknowledgedRevision.Noted noted = noted();
            long count = counter.read();
            Step step = connection.transaction(Sql.BEGIN_READ, () -> current.read(connection));
            requireAcknowledged(noted, current, step.state());
            current.deliver(step);
            counter.remember(count);
        } catch (Throwable e) {
            counter.forget(); // the next one finds out again
            throw e;
        }
    }

    private AcknowledgedRevision.Noted noted() {
        AcknowledgedRevision record = acknowledged;
        return record == null ? AcknowledgedRevision.Noted.NOTHING : record.read();
    }

    /**
     * Refuses a view of the store that is behind what another program has acknowledged. A record
     * that is gone or spoiled says nothing to a program that knows the store.
     */
    private void requireAcknowledged(
            AcknowledgedRevision.Noted noted, VerifiedView current, StoreState state) {
        if (!noted.isDamaged()
                && !noted.isReachedBy(state, current.macs())
                && !current.hasPassed(noted.revision())) {
            throw failures.behind(state.revision(), noted.revision());
        }
    }

    /** Replaces the contents of the store inside a transaction; gives the state afterwards. */
    interface Replacement {
        StoreState of(VerifiedView current, RecordMacs macs) throws SQLException;
    }

    /** Puts the store under other MACs; this object is locked from then on. */
    void rekey(SqliteConnection connection, RecordMacs macs, Replacement replacement)
            throws SQLException {
        VerifiedView current = unlocked();
        followFiles(connection);
        connection.execute(Sql.BEGIN_WRITE);
        boolean ended = false;
        try {
            current.deliver(current.read(connection));
            requireAcknowledged(noted(), current, current.state());
            StoreState after = replacement.of(current, macs);
            AcknowledgedRevision record = new AcknowledgedRevision(file, macs);
            noteAhead(record, current, after);
            ended = true; // commit rolls back by itself
            acknowledged = record;
            view = null; // its root key is the old one
            commit(connection, current, new Step(after, List.of()));
        } finally {
            if (!ended) {
                connection.rollback();
            }
        }
        checkpoints.afterWrite(connection, true);
    }

    private void noteAhead(AcknowledgedRevision record, VerifiedView current, StoreState after) {
        try {
            record.writeAhead(
                    new AcknowledgedRevision(file, current.macs()), current.state(), after);
        } catch (IOException e) {
            throw failures.io("write the record of the last revision of", e);
        }
    }
}
