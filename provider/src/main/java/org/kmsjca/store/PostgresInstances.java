package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Owners on many machines. Each is a random id with an advisory lock of that number, which the
 * database lets go of when the owner's connection ends.
 *
 * <p>The connection is made when this instance first owns something. Thread-safe.
 */
final class PostgresInstances implements Instances {
    private static final Pattern OWNER =
            Pattern.compile(
                    "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?: .*)?");

    private final PostgresConnection connection;
    private final PostgresErrors failures;
    private final UUID id = UUID.randomUUID();
    private final String name = id + " " + ApplicationName.OWN;

    PostgresInstances(PostgresConnection connection, PostgresErrors failures) {
        this.connection = connection;
        this.failures = failures;
    }

    /** Locked anew where the connection was lost since. */
    @Override
    public synchronized String self() {
        try {
            if (!isLocked(id)) {
                PreparedStatement statement = connection.prepare(PostgresSql.OWNER_LOCK);
                statement.setLong(1, number(id));
                statement.executeQuery().close();
            }
            return name;
        } catch (SQLException e) {
            connection.reset();
            throw failures.sql("note this program as one that uses", e);
        }
    }

    @Override
    public synchronized boolean isAlive(String owner) {
        Matcher matcher = OWNER.matcher(owner);
        if (!matcher.matches()) {
            return false;
        }
        try {
            return isLocked(UUID.fromString(matcher.group(1)));
        } catch (SQLException e) {
            connection.reset();
            return true; // it cannot be asked
        }
    }

    private boolean isLocked(UUID owner) throws SQLException {
        for (boolean again = true; ; again = false) {
            try {
                PreparedStatement statement = connection.prepare(PostgresSql.OWNER_LOCKED);
                statement.setLong(1, number(owner));
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getLong(1) > 0;
                }
            } catch (SQLException e) {
                if (!again || !connection.recovers(e)) {
                    throw e;
                }
            }
        }
    }

    private static long number(UUID owner) {
        return owner.getMostSignificantBits() ^ owner.getLeastSignificantBits();
    }

    @Override
    public synchronized void close() {
        connection.close();
    }
}
