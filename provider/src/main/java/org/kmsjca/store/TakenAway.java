package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.kmsjca.KeyState;

/**
 * Tells whether changes take something away that an older copy of the store would give back. Asked
 * inside their transaction, before anything of them is written.
 */
final class TakenAway {
    private final StoreConnection connection;
    private final HashTree rows;

    /**
     * @param rows what there is before
     */
    TakenAway(StoreConnection connection, HashTree rows) {
        this.connection = connection;
        this.rows = rows;
    }

    boolean by(PendingChanges pending) throws SQLException {
        if (!pending.destroyed().isEmpty() || !pending.envelopes().isEmpty()) {
            return true;
        }
        for (Map.Entry<LeafKey, StoreChange> change : pending.changes().entrySet()) {
            if (rows.contains(change.getKey()) && by(change.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** Of a record that is there. */
    private boolean by(StoreChange change) throws SQLException {
        return !(change instanceof StoreChange.CmkPut put)
                || isNarrowed(put.cmk())
                || isWithoutAlias(put.cmk());
    }

    /** Whether less can be done with a CMK, or with another version. */
    private boolean isNarrowed(CmkRecord cmk) throws SQLException {
        PreparedStatement statement = connection.prepare(Sql.CMK_USE);
        statement.setString(1, cmk.keyId());
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return true;
            }
            long expiry = row.getLong(3);
            Long expires = row.wasNull() ? null : expiry;
            Long will =
                    cmk.materialExpireTime() == null
                            ? null
                            : Long.valueOf(cmk.materialExpireTime().getEpochSecond());
            boolean isOtherState = !cmk.keyState().toString().equals(row.getString(1));
            return (isOtherState && cmk.keyState() != KeyState.ENABLED)
                    || !cmk.primaryVersionId().equals(row.getString(2))
                    || !Objects.equals(expires, will)
                    || (row.getLong(4) == 1 && !cmk.rawCiphers());
        }
    }

    private boolean isWithoutAlias(CmkRecord cmk) throws SQLException {
        PreparedStatement statement = connection.prepare(Sql.CMK_ALIASES);
        statement.setString(1, cmk.keyId());
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (!cmk.aliases().contains(row.getString(1))) {
                    return true;
                }
            }
            return false;
        }
    }
}
