package org.kmsjca.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.kmsjca.KmsException;

/** Asks the database at each operation whether it has changed. */
final class AskedChanges implements ChangeSignal {
    private static final long NOTHING = -1;

    private final GuardedConnection connection;
    private volatile long known = NOTHING;

    AskedChanges(PostgresConnection connection, PostgresErrors failures) {
        this.connection = new GuardedConnection(connection, failures);
    }

    @Override
    public boolean hasChanged() {
        try {
            return connection.reading("read the revision of", AskedChanges::revision) != known;
        } catch (KmsException e) {
            return true; // the look into the store will tell why
        }
    }

    private static long revision(StoreConnection asked) throws SQLException {
        try (ResultSet row = asked.prepare(PostgresSql.REVISION).executeQuery()) {
            return row.next() ? row.getLong(1) : NOTHING;
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
    public void remember(long mark, long revision) {
        known = revision;
    }

    @Override
    public void forget() {
        known = NOTHING;
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
