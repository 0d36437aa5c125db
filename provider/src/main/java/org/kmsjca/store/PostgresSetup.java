package org.kmsjca.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a new store in a schema, or recognises an existing one. */
final class PostgresSetup {
    /** So that of several hosts that come first one makes the store. */
    private static final long CREATION_LOCK = PostgresSql.APPLICATION << 32;

    private final PostgresConnection connection;
    private final PostgresErrors failures;
    private final PostgresAddress address;

    PostgresSetup(PostgresConnection connection, PostgresErrors failures, PostgresAddress address) {
        this.connection = connection;
        this.failures = failures;
        this.address = address;
    }

    /** Whether there is a store. */
    boolean isThere() throws SQLException {
        return !isEmpty();
    }

    /** The id of the store, which is made now when there is none. */
    String run(StoreOpening.Bootstrap bootstrap) throws SQLException {
        if (isEmpty()) {
            makeInTurn(bootstrap);
        }
        String problem = new PostgresSchema(connection, address.schema()).problem();
        if (problem != null) {
            throw failures.changed(problem);
        }
        String id = text(Sql.STORE_ID);
        if (id == null) {
            throw failures.changed("its own row is missing");
        }
        return id;
    }

    private void makeInTurn(StoreOpening.Bootstrap bootstrap) throws SQLException {
        inTurn(
                () -> {
                    if (isEmpty()) {
                        Path record = AcknowledgedRevision.fileOf(address.place());
                        if (Files.exists(record)) {
                            throw failures.lost(record);
                        }
                        make(() -> writeFirst(bootstrap));
                    }
                    return true;
                });
    }

    /** Makes the tables and fills them; refuses where there is a store. */
    void create(StoreConnection.Work<Boolean> filling) throws SQLException {
        inTurn(
                () -> {
                    if (!isEmpty()) {
                        throw failures.occupied();
                    }
                    make(filling);
                    return true;
                });
    }

    /** Fills the tables that are there anew, while nobody else writes to them. */
    void replace(StoreConnection.Work<Boolean> filling) throws SQLException {
        inTurn(() -> connection.transaction(StoreConnection.Access.WRITE, filling));
    }

    private void inTurn(StoreConnection.Work<Boolean> work) throws SQLException {
        connection.setPatience(PostgresConnection.WRITE_PATIENCE); // another host may be making it
        long lock = CREATION_LOCK | Integer.toUnsignedLong(address.schema().hashCode());
        text(PostgresSql.CREATION_LOCK, lock);
        try {
            work.run();
        } finally {
            unlock(lock);
        }
    }

    private void unlock(long lock) {
        try {
            text(PostgresSql.CREATION_UNLOCK, lock);
        } catch (SQLException e) {
            connection.reset(); // the lock goes with its connection
        }
    }

    private void make(StoreConnection.Work<Boolean> filling) throws SQLException {
        String encoding = text(PostgresSql.ENCODING);
        if (!"UTF8".equals(encoding)) {
            throw failures.notUtf8(String.valueOf(encoding));
        }
        connection.execute("BEGIN");
        boolean done = false;
        try {
            if ("0".equals(text(PostgresSql.SCHEMA_EXISTS, address.schema()))) {
                connection.execute("CREATE SCHEMA \"" + address.schema() + "\"");
            }
            connection.execute(PostgresSchema.script());
            filling.run();
            connection.execute(PostgresSql.COMMIT);
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
            }
        }
    }

    private boolean writeFirst(StoreOpening.Bootstrap bootstrap) throws SQLException {
        String storeId = String.valueOf(text(PostgresSql.RANDOM_ID));
        StoreOpening.NewRoot root = bootstrap.createRoot(storeId);
        RecordMacs macs = new RecordMacs(root.authenticator(), storeId);
        new ChangeWriter(connection, StoreState.UNKNOWN, macs).create(List.of(root.envelope()));
        return true;
    }

    private boolean isEmpty() throws SQLException {
        if ("0".equals(text(PostgresSql.TABLE_COUNT, address.schema()))) {
            return true;
        }
        try (ResultSet row = connection.prepare(PostgresSql.SCHEMA_VERSION).executeQuery()) {
            if (!row.next() || row.getLong(1) != PostgresSql.APPLICATION) {
                throw failures.foreign();
            }
            if (row.getInt(2) > Sql.SCHEMA_VERSION) {
                throw failures.newer(row.getInt(2));
            }
            return false;
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState()) || "42703".equals(e.getSQLState())) {
                throw failures.foreign();
            }
            throw e;
        }
    }

    private @Nullable String text(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
