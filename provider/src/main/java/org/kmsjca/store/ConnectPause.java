package org.kmsjca.store;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a database that is away from being asked for connections by every operation: after each
 * failure there is a pause, twice as long as the one before, in which the failure is repeated at
 * once. Thread-safe.
 */
final class ConnectPause {
    private static final long SHORTEST = Duration.ofMillis(50).toNanos();
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();

    private @Nullable SQLException failure;
    private boolean knownToAnswer;
    private long pause;
    private long until;

    /** Throws what the last attempt threw while its pause is not over. */
    synchronized void check() throws SQLException {
        SQLException last = failure;
        if (last != null && System.nanoTime() - until < 0) {
            throw new SQLException(last.getMessage(), last.getSQLState(), last);
        }
    }

    synchronized void failed(SQLException e) {
        failure = e;
        pause = pause == 0 ? SHORTEST : Math.min(LONGEST, 2 * pause);
        until = System.nanoTime() + pause;
    }

    synchronized void succeeded() {
        failure = null;
        pause = 0;
        knownToAnswer = true;
    }

    /** Whether an attempt has succeeded. */
    synchronized boolean isKnownToAnswer() {
        return knownToAnswer;
    }
}
