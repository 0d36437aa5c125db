package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes root envelopes. */
final class Envelopes {
    private Envelopes() {}

    static void replace(SqliteConnection connection, List<RootEnvelope> envelopes)
            throws SQLException {
        connection.execute(Sql.DELETE_ENVELOPES);
        for (int i = 0; i < envelopes.size(); i++) {
            insert(connection, i, envelopes.get(i));
        }
    }

    static void insert(SqliteConnection connection, int position, RootEnvelope envelope)
            throws SQLException {
        PreparedStatement statement = connection.prepare(Sql.INSERT_ENVELOPE);
        statement.setInt(1, position);
        statement.setString(2, envelope.envelopeId());
        statement.setString(3, envelope.kind());
        statement.setString(4, envelope.parameters());
        statement.setBytes(5, envelope.sealedRootKey());
        statement.executeUpdate();
    }
}
