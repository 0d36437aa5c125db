package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is committed from SQLite's write-ahead log into the database file, so that the file
 * alone is nearly all there is: after a write when the last time is a second ago, when the store is
 * closed, and when a JVM ends that has written and never closed it.
 *
 * <p>After something was destroyed the log is emptied, too, as it still holds the old bytes. As
 * best it can: while other processes read or write it does not succeed, and is tried again after
 * the next transaction.
 *
 * <p>Used under the store's lock, apart from the shutdown hook.
 */
final class SqliteCheckpoints implements Upkeep {
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path file;
    private final SqliteErrors failures;
    private final BooleanSupplier abandoned;
    private long last = System.nanoTime() - INTERVAL_NANOS;
    private boolean truncation;
    private volatile boolean open;
    private volatile boolean dirty;
    private @Nullable Thread hook;

    /**
     * @param abandoned whether the log is no longer this program's, {@link
     *     SqliteConnection#isAbandoned}
     */
    SqliteCheckpoints(Path file, SqliteErrors failures, BooleanSupplier abandoned) {
        this.file = file;
        this.failures = failures;
        this.abandoned = abandoned;
        this.open = true;
    }

    @Override
    public void afterWrite(StoreConnection connection, boolean destroying) {
        dirty = true;
        truncation |= destroying;
        registerHook();
        long now = System.nanoTime();
        try {
            if (truncation) {
                SqliteConnection.setBusyTimeout(connection, WAIT);
                truncation = !isDone(connection, SqliteSql.TRUNCATING_CHECKPOINT);
                dirty = truncation;
                SqliteConnection.setBusyTimeout(connection, SqliteConnection.BUSY_TIMEOUT);
            } else if (now - last >= INTERVAL_NANOS) {
                dirty = !isDone(connection, SqliteSql.CHECKPOINT);
                last = now;
            }
        } catch (SQLException e) {
            connection.reset();
        }
    }

    /** Whether the whole log is in the database now. */
    private static boolean isDone(StoreConnection connection, String sql) throws SQLException {
        try (ResultSet row = connection.prepare(sql).executeQuery()) {
            return row.next() && row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
        }
    }

    private void registerHook() {
        if (hook == null) {
            Thread thread = new Thread(new AtEnd(this), "kms-store-checkpoint");
            try {
                Runtime.getRuntime().addShutdownHook(thread);
            } catch (IllegalStateException e) {
                return; // the JVM is ending
            }
            hook = thread;
        }
    }

    /** Runs at the end of the JVM. */
    private record AtEnd(SqliteCheckpoints checkpoints) implements Runnable {
        @Override
        public void run() {
            if (checkpoints.open) {
                checkpoints.run();
            }
        }
    }

    /** On a connection of its own, as a thread that hangs may hold the store's. */
    private void run() {
        if (!dirty || abandoned.getAsBoolean()) {
            return;
        }
        try {
            new SiblingCopies(file, failures, WAIT).inTurn(this::checkpoint);
        } catch (SQLException | RuntimeException e) {
            // What is in the log is committed there.
        }
    }

    private boolean checkpoint() throws SQLException {
        try (SqliteConnection connection = new SqliteConnection(file, failures)) {
            connection.setBusyTimeout(WAIT);
            return isDone(connection, SqliteSql.TRUNCATING_CHECKPOINT);
        }
    }

    /** The last checkpoint, and nothing of this store is left in the JVM. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        run();
        open = false;
        Thread registered = hook;
        if (registered != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(registered);
            } catch (IllegalStateException e) {
                // The JVM is ending, and the hook does nothing any more.
            }
            hook = null;
        }
    }
}
