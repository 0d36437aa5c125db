package org.kmsjca.store;

import java.sql.SQLException;

/**
 * A connection that one thread at a time may use, in turn with others in the process, with the
 * database's failures translated.
 */
final class GuardedConnection {
    private final StoreConnection connection;
    private final BoundedLock lock;
    private final StoreErrors failures;

    GuardedConnection(StoreConnection connection, StoreErrors failures) {
        this.connection = connection;
        this.failures = failures;
        this.lock = new BoundedLock(failures);
    }

    /**
     * Lends the connection.
     *
     * @param action for messages: what cannot be done to the store when this fails
     */
    <T> T with(String action, Use<T> use) {
        return lock.with(() -> connection.inTurn(() -> use(action, use)));
    }

    /** As {@link #with}, for what may be done twice, as on a connection that was lost meanwhile. */
    <T> T reading(String action, Use<T> use) {
        return with(
                action,
                open -> {
                    try {
                        return use.of(open);
                    } catch (SQLException e) {
                        if (!open.recovers(e)) {
                            throw e;
                        }
                        return use.of(open);
                    }
                });
    }

    /** As {@link #with}, unless another thread is using the connection. */
    void tryWith(String action, Use<?> use) {
        lock.tryWith(() -> connection.ifNobodysTurn(() -> use(action, use)));
    }

    private <T> T use(String action, Use<T> use) {
        try {
            return use.of(connection);
        } catch (SQLException e) {
            connection.recovers(e);
            throw failures.sql(action, e);
        }
    }

    /** Whether the connection is of no use any more, {@link StoreConnection#isAbandoned}. */
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

    /** A use of the connection. */
    interface Use<T> {
        T of(StoreConnection connection) throws SQLException;
    }
}
