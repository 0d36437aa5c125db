package org.kmsjca.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out transactions on the connection of an unlocked store: follows its place, verifies what
 * others have committed, commits, acknowledges the new revision and tells the listener. One thread
 * at a time.
 */
final class Transactions {
    private final StoreDatabase database;
    private final StoreErrors failures;
    private final ChangeSignal counter;
    private final Upkeep upkeep;
    private volatile @Nullable AcknowledgedRevision acknowledged;
    private volatile @Nullable VerifiedView view;
    private volatile @Nullable CounterGuard guard;
    private volatile boolean noting;

    Transactions(StoreDatabase database, Upkeep upkeep) {
        this.database = database;
        this.failures = database.failures();
        this.counter = database.changes();
        this.upkeep = upkeep;
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
            StoreConnection connection,
            VerifiedView candidate,
            AcknowledgedRevision record,
            boolean older,
            boolean writable)
            throws SQLException {
        // Before the database, which others may take further meanwhile.
        AcknowledgedRevision.Noted noted = record.read();
        long count = counter.read();
        Step step =
                connection.transaction(
                        StoreConnection.Access.READ, () -> candidate.read(connection));
        boolean reached = noted.isReachedBy(step.state(), candidate.macs());
        if (!reached && older) {
            candidate.pass(noted.revision());
        } else if (noted.isDamaged()) {
            String other = record.otherStore();
            throw other == null
                    ? failures.recordDamaged(record.file())
                    : failures.recordOfAnother(record.file(), other, candidate.macs().storeId());
        } else if (!reached) {
            throw failures.older(step.state().revision(), noted.revision());
        } else if (writable && noted.revision() < step.state().revision()) {
            record.write(step.state());
        }
        candidate.deliver(step);
        counter.remember(count, step.state());
        acknowledged = record;
        noting = writable;
        view = candidate;
        return !reached;
    }

    /** Compares the store with a counter from now on; null for none. */
    void guard(@Nullable CounterGuard counterGuard) {
        guard = counterGuard;
    }

    /** Runs a body in a write transaction on the newest state, and commits what it asked for. */
    <T> T write(StoreConnection connection, Function<StoreTransaction, T> body)
            throws SQLException {
        VerifiedView current = unlocked();
        PendingChanges pending = new PendingChanges();
        follow(connection);
        connection.begin(StoreConnection.Access.WRITE);
        T result;
        boolean ended = false;
        try {
            catchUp(connection, current);
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
        upkeep.afterWrite(connection, pending.isDestroying());
        return result;
    }

    /** Delivers what others have committed, inside a write transaction. */
    private void catchUp(StoreConnection connection, VerifiedView current) throws SQLException {
        try {
            long count = counter.read();
            current.deliver(current.read(connection));
            counter.remember(count, current.state());
            AcknowledgedRevision.Noted noted = noted();
            requireAcknowledged(noted, current, current.state());
            note(noted, current.state());
        } catch (Throwable e) {
            counter.forget(); // what a change was refused for, a use of a key is refused for, too
            throw e;
        }
    }

    private void acknowledge(
            StoreConnection connection, VerifiedView current, @Nullable Long before) {
        CounterGuard guarding = guard;
        if (guarding != null && !Objects.equals(before, current.state().notes().tpmCounter())) {
            guarding.acknowledge(connection, current);
        }
    }

    private void commit(StoreConnection connection, VerifiedView current, Step step)
            throws SQLException {
        long odd = counter.beginCommit();
        long count;
        boolean committed = false;
        try {
            connection.commit();
            committed = true;
            connection.checkCommitted();
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
        counter.remember(count, step.state());
    }

    /** Goes on with what stands under the store's name now, whatever stood there before. */
    private void follow(StoreConnection connection) {
        counter.follow();
        connection.follow();
    }

    /** Delivers what others have committed. */
    void pull(StoreConnection connection) throws SQLException {
        VerifiedView current = unlocked();
        try {
            follow(connection);
            // Before the database, which others may take further meanwhile.
            AcknowledgedRevision.Noted noted = noted();
            long count = counter.read();
            Step step =
                    connection.transaction(
                            StoreConnection.Access.READ, () -> current.read(connection));
            requireAcknowledged(noted, current, step.state());
            note(noted, step.state());
            current.deliver(step);
            counter.remember(count, step.state());
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

    /**
     * Remembers on this machine what another one has committed, so that a database that is put back
     * to before that is noticed here, too.
     */
    private void note(AcknowledgedRevision.Noted noted, StoreState state) {
        AcknowledgedRevision record = acknowledged;
        if (record != null && noting && isBehind(noted, state) && isBehind(record.read(), state)) {
            record.write(state);
        }
    }

    private static boolean isBehind(AcknowledgedRevision.Noted noted, StoreState state) {
        return !noted.isDamaged() && noted.revision() < state.revision();
    }

    /** Replaces the contents of the store inside a transaction; gives the state afterwards. */
    interface Replacement {
        StoreState of(VerifiedView current, RecordMacs macs) throws SQLException;
    }

    /** Puts the store under other MACs; this object is locked from then on. */
    void rekey(StoreConnection connection, RecordMacs macs, Replacement replacement)
            throws SQLException {
        VerifiedView current = unlocked();
        follow(connection);
        connection.begin(StoreConnection.Access.WRITE);
        boolean ended = false;
        try {
            current.deliver(current.read(connection));
            requireAcknowledged(noted(), current, current.state());
            StoreState after = replacement.of(current, macs);
            AcknowledgedRevision record = database.record(macs);
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
        upkeep.afterWrite(connection, true);
    }

    private void noteAhead(AcknowledgedRevision record, VerifiedView current, StoreState after) {
        try {
            record.writeAhead(database.record(current.macs()), current.state(), after);
        } catch (IOException e) {
            throw failures.io("write the record of the last revision of", e);
        }
    }
}
