package org.kmsjca.store;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Empties SQLite's write-ahead log after something was destroyed, as the log still holds the old
 * bytes. As best it can: while other processes read or write it does not succeed, and is tried
 * again after the next transaction.
 */
final class LogTruncation {
    private static final Duration WAIT = Duration.ofMillis(200);

    private boolean due;

    void request() {
        due = true;
    }

    /** Never throws, because what went before is committed. */
    void runIfDue(SqliteConnection connection) {
        if (!due) {
            return;
        }
        try {
            connection.setBusyTimeout(WAIT);
            due = !connection.queryText(Sql.CHECKPOINT).equals("0");
            connection.setBusyTimeout(SqliteConnection.BUSY_TIMEOUT);
        } catch (SQLException e) {
            connection.reset();
        }
    }
}
