package org.kmsjca.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * What stands in a database at the place of a store, as its own row says, not verified. A store is
 * replaced only while it is as it was when that was planned.
 *
 * @param isThere whether there is a store
 * @param revision its revision; 0 where its own row is missing
 * @param mac of its own row, in hexadecimal digits
 * @param programs the other programs that are connected to the database
 */
public record PresentStore(boolean isThere, long revision, String mac, List<String> programs) {
    /** Looks at an address. */
    public static PresentStore at(PostgresAddress address) {
        var failures = new PostgresErrors(address.location());
        try (var connection =
                new PostgresConnection(
                        address, failures, new PostgresClock(), new ConnectPause())) {
            return new PostgresSetup(connection, failures, address).isThere()
                    ? of(connection)
                    : new PresentStore(false, 0, "", List.of());
        } catch (SQLException e) {
            throw failures.sql("read", e);
        }
    }

    static PresentStore of(StoreConnection connection) throws SQLException {
        List<String> others =
                PostgresUsers.programs(connection).stream()
                        .filter(each -> !each.equals(ApplicationName.OWN))
                        .toList();
        try (ResultSet row = connection.prepare(PostgresSql.REVISION_AND_MAC).executeQuery()) {
            return row.next()
                    ? new PresentStore(
                            true, row.getLong(1), HexFormat.of().formatHex(row.getBytes(2)), others)
                    : new PresentStore(true, 0, "", others);
        }
    }

    /** Whether the other is the same state of the store, whoever is connected. */
    boolean isSame(PresentStore other) {
        return isThere == other.isThere && revision == other.revision && mac.equals(other.mac);
    }
}
