package org.kmsjca.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A connection that one thread at a time may use, with SQLite's failures translated. */
final class GuardedConnection {
    private final SqliteConnection connection;
    private final BoundedLock lock;
    private final StoreFailures failures;
    private final @Nullable SiblingCopies siblings;

    /**
     * A guarded connection.
     *
     * @param siblings takes turns with these; null for single reads, which are verified
     */
    GuardedConnection(
            SqliteConnection connection, StoreFailures failures, @Nullable SiblingCopies siblings) {
        this.connection = connection;
        this.failures = failures;
        this.siblings = siblings;
        this.lock = new BoundedLock(failures);
    }

    /**
     * Lends the connection.
     *
     * @param action for messages: what cannot be done to the store when this fails
     */
    <T> T with(String action, Use<T> use) {
        return lock.with(
                () ->
                        siblings == null
                                ? use(action, use)
                                : siblings.inTurn(() -> use(action, use)));
    }

    /** As {@link #with}, unless another thread is using the connection. */
    void tryWith(String action, Use<?> use) {
        lock.tryWith(
                () -> {
                    if (siblings == null) {
                        use(action, use);
                    } else {
                        siblings.ifNobodysTurn(() -> use(action, use));
                    }
                });
    }

    private <T> T use(String action, Use<T> use) {
        try {
            return use.of(connection);
        } catch (SQLException e) {
            throw failures.sql(action, e);
        }
    }

    /** Whether the connection is of no use any more, {@link SqliteConnection#isAbandoned}. */
    boolean isAbandoned() {
        return connection.isAbandoned();
    }

    boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    void close() {
        lock.with(
                () -> {
                    connection.close();
                    return true;
                });
    }

    /** What is done with the connection. */
    interface Use<T> {
        T of(SqliteConnection connection) throws SQLException;
    }
}
