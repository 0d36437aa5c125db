package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a transaction leaves in the store, by which its commit is known. The transaction's id alone
 * is not enough: a server that crashed, or a standby that was promoted without the commit, gives it
 * to another transaction.
 *
 * @param transaction the id that the server gave it
 * @param mac of the store's own row at the revision
 * @param audit the last record of the audit at the revision
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and never changed
record PostgresCommit(String transaction, long revision, byte[] mac, AuditHead audit) {
    /** Tells all of the revision that is about to be committed. */
    static PostgresCommit announce(PostgresConnection connection, String channel)
            throws SQLException {
        PreparedStatement statement = connection.prepare(PostgresSql.ANNOUNCE);
        statement.setString(1, channel);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new PostgresCommit(
                    String.valueOf(row.getString(1)),
                    row.getLong(2),
                    row.getBytes(3),
                    new AuditHead(row.getLong(4), row.getBytes(5)));
        }
    }

    /** What became of the transaction with the id, in PostgreSQL's words. */
    String status(PostgresConnection connection) throws SQLException {
        PreparedStatement statement = connection.prepare(PostgresSql.OUTCOME);
        statement.setString(1, transaction);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Whether the store has what was written, or what came after it. */
    boolean isInStore(PostgresConnection connection) throws SQLException {
        PreparedStatement statement = connection.prepare(PostgresSql.IS_IN_STORE);
        statement.setLong(1, revision);
        statement.setLong(2, revision);
        statement.setBytes(3, mac);
        statement.setLong(4, audit.sequence());
        statement.setLong(5, audit.sequence());
        statement.setBytes(6, audit.mac());
        try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getLong(1) > 0;
        }
    }
}
