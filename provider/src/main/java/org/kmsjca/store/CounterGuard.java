package org.kmsjca.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;

/**
 * Holds a store against a number that only grows, so that a copy of before is refused even when
 * everything beside it is of before, too.
 *
 * <p>Protocol. A change that takes something away writes the next number into the store's own row;
 * when that is committed the counter is raised to what the row has, with the database's write lock
 * held; then the change is acknowledged. So the counter is never beyond the store, whatever happens
 * in between, unless the store is an older copy.
 */
final class CounterGuard {
    private final MonotonicCounter counter;
    private final StoreErrors failures;

    /** The least next number when the counter's past is given up; 0 as a rule. */
    private long floor;

    /** The number is raised by whoever opens the store next. */
    private final boolean deferred;

    CounterGuard(MonotonicCounter counter, StoreErrors failures, boolean deferred) {
        this.counter = counter;
        this.failures = failures;
        this.deferred = deferred;
    }

    /** Gives up what the store has, and takes the number from after both, at the next change. */
    void startAnew() {
        floor = counter.create();
    }

    /** Begins with a counter that the store has not had, while nobody else can. */
    void begin() {
        if (counter.exists()) {
            throw failures.beforeCounter();
        }
        startAnew();
    }

    /** The notes of the state that follows, inside the transaction, before it is written. */
    StoreNotes next(StoreConnection connection, StoreState before, PendingChanges pending)
            throws SQLException {
        Long known = before.notes().tpmCounter();
        boolean raises = floor > 0 || pending.isRaisingCounter();
        if (!raises && !new TakenAway(connection, before.rows()).by(pending)) {
            return before.notes();
        }
        return before.notes().withTpmCounter(Math.max(known == null ? 0 : known, floor) + 1);
    }

    /**
     * Refuses a store that is behind a number that was read before it was.
     *
     * @return whether the counter is yet to be raised to what the store has
     */
    boolean check(long read, StoreState state) {
        Long known = state.notes().tpmCounter();
        if (known == null || known < read) {
            throw failures.behindCounter(state.revision(), read);
        }
        return known > read;
    }

    /** Raises the counter to what the store has. */
    void catchUp(StoreConnection connection, VerifiedView view) throws SQLException {
        if (deferred) {
            return;
        }
        connection.begin(StoreConnection.Access.WRITE);
        try {
            view.deliver(view.read(connection));
            Long known = view.state().notes().tpmCounter();
            if (known != null) {
                counter.raise(known);
            }
        } finally {
            connection.rollback();
        }
        floor = 0;
    }

    /** As {@link #catchUp}, after a change that is committed. */
    void acknowledge(StoreConnection connection, VerifiedView view) {
        @Nullable Exception failure = null;
        try {
            catchUp(connection, view);
        } catch (SQLException e) {
            failure = failures.sql("lock", e);
        } catch (KmsException e) {
            failure = e;
        }
        if (failure != null) {
            throw failures.counterNotRaised(failure);
        }
    }
}
