package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;

/** Reads the audit and follows its chain. */
final class AuditReader {
    private final StoreConnection connection;

    AuditReader(StoreConnection connection) {
        this.connection = connection;
    }

    /** The records behind a sequence number, oldest first. */
    List<AuditRecord> list(long after, int limit) throws SQLException {
        PreparedStatement statement = connection.prepare(Sql.AUDIT_PART);
        statement.setLong(1, after);
        statement.setInt(2, limit);
        List<AuditRecord> records = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                records.add(record(row));
            }
        }
        return List.copyOf(records);
    }

    /** The content of all records, oldest first. */
    List<AuditEntry> entries() throws SQLException {
        List<AuditEntry> entries = new ArrayList<>();
        try (ResultSet row = connection.prepare(Sql.AUDIT).executeQuery()) {
            while (row.next()) {
                entries.add(entry(row));
            }
        }
        return entries;
    }

    /**
     * Walks from the first record to the head, inside a transaction. Every record's MAC covers the
     * one before it, so the first that does not fit is the first that was touched.
     *
     * @param known a record that must be part of the chain, or null
     */
    AuditVerification verify(RecordMacs macs, AuditHead head, @Nullable AuditHead known)
            throws SQLException {
        AuditHead last = AuditHead.START;
        String problem = null;
        try (ResultSet row = connection.prepare(Sql.AUDIT).executeQuery()) {
            while (problem == null && row.next()) {
                AuditHead found = new AuditHead(row.getLong(1), bytes(row));
                AuditHead next = last.next(macs, entry(row));
                problem = problem(next, found, known);
                last = problem == null ? next : last;
            }
        }
        if (problem == null) {
            problem = problemAtEnd(last, head, known);
        }
        return new AuditVerification(
                last.sequence(),
                last.sequence() == 0 ? Optional.empty() : Optional.of(last.hex()),
                Optional.ofNullable(problem));
    }

    private static @Nullable String problem(
            AuditHead expected, AuditHead found, @Nullable AuditHead known) {
        if (found.sequence() != expected.sequence()) {
            return "record %s is missing: record %s is in its place"
                    .formatted(expected.sequence(), found.sequence());
        } else if (!RecordMacs.matches(expected.mac(), found.mac())) {
            return "record " + found.sequence() + " is not the one that was written there";
        } else if (known != null
                && known.sequence() == found.sequence()
                && !RecordMacs.matches(known.mac(), found.mac())) {
            return ("record %s is another one than the one that is known: this is another"
                            + " store, or an older copy of it was put back")
                    .formatted(found.sequence());
        }
        return null;
    }

    private static @Nullable String problemAtEnd(
            AuditHead last, AuditHead head, @Nullable AuditHead known) {
        if (last.sequence() < head.sequence()) {
            return "the records from %s to %s are missing at the end"
                    .formatted((last.sequence() + 1), head.sequence());
        } else if (last.sequence() > head.sequence()) {
            return "the records from %s on are not part of the audit, which ends before them"
                    .formatted((head.sequence() + 1));
        } else if (known != null && known.sequence() > last.sequence()) {
            return "record "
                    + known.sequence()
                    + ", which is known, is missing: an older copy of the store was put back";
        }
        return null;
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                Instant.ofEpochMilli(row.getLong(2)),
                String.valueOf(row.getString(3)),
                String.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                String.valueOf(row.getString(7)),
                actor(row));
    }

    private static @Nullable AuditActor actor(ResultSet row) throws SQLException {
        String user = row.getString(8);
        return user == null
                ? null
                : new AuditActor(
                        user,
                        String.valueOf(row.getString(9)),
                        row.getLong(10),
                        Optional.ofNullable(row.getString(11)));
    }

    private static AuditRecord record(ResultSet row) throws SQLException {
        AuditEntry entry = entry(row);
        return new AuditRecord(
                row.getLong(1),
                entry.time(),
                entry.caller(),
                entry.call(),
                Optional.ofNullable(entry.keyId()),
                Optional.ofNullable(entry.alias()),
                entry.outcome(),
                Optional.ofNullable(entry.actor()),
                HexFormat.of().formatHex(bytes(row)));
    }

    private static byte[] bytes(ResultSet row) throws SQLException {
        byte[] value = row.getBytes(12);
        return value == null ? new byte[0] : value;
    }
}
