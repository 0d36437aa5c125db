package org.kmsjca.store;

import java.sql.SQLException;

/**
 * Takes what was destroyed out of the tables. It stays in the database's write-ahead log, on
 * standbys and in backups for as long as those are kept, encrypted under the root key.
 */
final class PostgresUpkeep implements Upkeep {
    @Override
    public void afterWrite(StoreConnection connection, boolean destroying) {
        if (destroying) {
            try {
                connection.execute(PostgresSql.VACUUM_MATERIAL);
                connection.execute(PostgresSql.VACUUM_ENVELOPES);
            } catch (SQLException e) {
                connection.reset(); // autovacuum does it later
            }
        }
    }

    @Override
    public void close() {
        // Nothing is kept.
    }
}
