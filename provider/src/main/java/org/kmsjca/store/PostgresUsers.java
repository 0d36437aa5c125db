package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The programs that are connected to a database, and how fast it tells them of changes. */
final class PostgresUsers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private PostgresUsers() {}

    static List<String> programs(StoreConnection connection) throws SQLException {
        List<String> programs = new ArrayList<>();
        PreparedStatement statement = connection.prepare(PostgresSql.PROGRAMS);
        statement.setString(1, ApplicationName.PREFIX + "%");
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                programs.add(row.getString(1));
            }
        }
        return programs;
    }

    /** Tells something on one connection, and waits for it on the other. */
    static Duration notification(PostgresConnection from, PostgresConnection to)
            throws SQLException {
        String channel = "kms probe " + ProcessHandle.current().pid();
        to.execute("LISTEN \"" + channel + "\"");
        from.execute("SELECT 1");
        long begin = System.nanoTime();
        from.execute("NOTIFY \"" + channel + "\"");
        if (to.driver().getNotifications((int) PATIENCE.toMillis()).length == 0) {
            throw new SQLException("no notification came within " + PATIENCE, "08006");
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
