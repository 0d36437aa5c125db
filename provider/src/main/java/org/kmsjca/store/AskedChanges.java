package org.kmsjca.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.kmsjca.KmsException;

/** Asks the database at each operation whether it has changed. */
final class AskedChanges implements ChangeSignal {
    private final GuardedConnection connection;
    private final PostgresClock clock;
    private volatile StoreState known = StoreState.UNKNOWN;

    AskedChanges(PostgresConnection connection, PostgresErrors failures, PostgresClock clock) {
        this.connection = new GuardedConnection(connection, failures);
        this.clock = clock;
    }

    @Override
    public boolean hasChanged() {
        try {
            StoreState before = known;
            return connection.reading("read the revision of", asked -> !isAt(asked, before));
        } catch (KmsException e) {
            if (PostgresErrors.isAway(e)) {
                throw e; // the look into the store would wait for the same
            }
            return true; // the look into the store will tell why
        }
    }

    private boolean isAt(StoreConnection asked, StoreState state) throws SQLException {
        try (ResultSet row = asked.prepare(PostgresSql.TIME_AND_REVISION).executeQuery()) {
            if (!row.next()) {
                return false;
            }
            clock.set(row.getLong(1));
            return row.getLong(2) == state.revision()
                    && Arrays.equals(row.getBytes(3), state.auditHead().mac());
        }
    }

    @Override
    public boolean isQuiet() {
        return false;
    }

    @Override
    public long read() {
        return System.nanoTime();
    }

    @Override
    public boolean isKnownSince(long mark) {
        return false;
    }

    @Override
    public void remember(long mark, StoreState state) {
        known = state;
    }

    @Override
    public void forget() {
        known = StoreState.UNKNOWN;
    }

    @Override
    public void follow() {
        // Each question goes to the database.
    }

    @Override
    public long beginCommit() {
        return System.nanoTime();
    }

    @Override
    public long endCommit(long begun) {
        return begun;
    }

    @Override
    public boolean isBorne(KmsException failure) {
        return false;
    }

    @Override
    public void close() {
        connection.close();
    }
}
