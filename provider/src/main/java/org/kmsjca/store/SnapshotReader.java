package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;

/**
 * Reads what changed after a revision, by one query per table whatever the number of records. Rows
 * that cannot be understood make their entry's change null. Used once, inside a transaction.
 */
final class SnapshotReader {
    private final SqliteConnection connection;
    private final StoreFailures failures;
    private final long after;
    private final Set<String> unreadable = new HashSet<>();

    SnapshotReader(SqliteConnection connection, StoreFailures failures, long after) {
        this.connection = connection;
        this.failures = failures;
        this.after = after;
    }

    Snapshot read() throws SQLException {
        try (ResultSet info = connection.prepare(Sql.INFO).executeQuery()) {
            if (!info.next()) {
                throw failures.changed("its own row is missing");
            }
            long revision = info.getLong(2);
            List<Snapshot.Row> rows = revision == after ? List.of() : readRows();
            AuditHead auditHead = new AuditHead(info.getLong(4), bytes(info, 5));
            return new Snapshot(
                    String.valueOf(info.getString(1)), revision, auditHead, bytes(info, 3), rows);
        }
    }

    private List<Snapshot.Row> readRows() throws SQLException {
        Map<String, List<VersionRecord>> versions =
                collect(
                        Sql.VERSIONS,
                        row ->
                                new VersionRecord(
                                        text(row, 2),
                                        Instant.ofEpochSecond(row.getLong(3)),
                                        row.getBytes(4)));
        Map<String, List<String>> aliases = collect(Sql.ALIASES, row -> text(row, 2));
        Map<String, List<byte[]>> chains = collect(Sql.CERTIFICATES, row -> bytes(row, 2));
        Map<String, List<Map.Entry<String, String>>> tags =
                collect(Sql.TAGS, row -> Map.entry(text(row, 2), text(row, 3)));
        Map<String, List<CmkRecord>> cmks =
                collect(
                        Sql.CMKS,
                        row -> {
                            String id = text(row, 1);
                            return cmk(
                                    row,
                                    versions.getOrDefault(id, List.of()),
                                    aliases.getOrDefault(id, List.of()),
                                    chains.getOrDefault(id, List.of()),
                                    tags.getOrDefault(id, List.of()));
                        });
        Map<String, List<TrustedCertificateRecord>> certificates =
                collect(
                        Sql.TRUSTED_CERTIFICATES,
                        row ->
                                new TrustedCertificateRecord(
                                        text(row, 1),
                                        bytes(row, 2),
                                        Instant.ofEpochSecond(row.getLong(3))));

        List<Snapshot.Row> rows = new ArrayList<>();
        try (ResultSet row = query(Sql.ENTRIES)) {
            while (row.next()) {
                Entry entry = entry(row);
                rows.add(new Snapshot.Row(entry, change(entry, cmks, certificates)));
            }
        }
        return rows;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                new Entry.Key(Entry.Kind.of(text(row, 1)), text(row, 2)),
                row.getLong(3),
                row.getBoolean(4),
                bytes(row, 5));
    }

    private @Nullable StoreChange change(
            Entry entry,
            Map<String, List<CmkRecord>> cmks,
            Map<String, List<TrustedCertificateRecord>> certificates) {
        String id = entry.key().id();
        boolean isCmk = entry.key().kind() == Entry.Kind.CMK;
        if (entry.removed()) {
            return isCmk ? new StoreChange.CmkRemoved(id) : new StoreChange.CertificateRemoved(id);
        } else if (unreadable.contains(id)) {
            return null;
        } else if (isCmk) {
            List<CmkRecord> found = cmks.get(id);
            return found == null ? null : new StoreChange.CmkPut(found.get(0));
        }
        List<TrustedCertificateRecord> found = certificates.get(id);
        return found == null ? null : new StoreChange.CertificatePut(found.get(0));
    }

    private static CmkRecord cmk(
            ResultSet row,
            List<VersionRecord> versions,
            List<String> aliases,
            List<byte[]> certificateChain,
            List<Map.Entry<String, String>> tags)
            throws SQLException {
        return new CmkRecord(
                text(row, 1),
                text(row, 2),
                Instant.ofEpochSecond(row.getLong(3)),
                text(row, 4),
                KeyState.of(text(row, 5)),
                KeyUsage.of(text(row, 6)),
                KeySpec.of(text(row, 7)),
                Origin.of(text(row, 8)),
                ProtectionLevel.of(text(row, 9)),
                text(row, 10),
                row.getString(11),
                optionalTime(row, 12),
                optionalTime(row, 13),
                row.getString(14),
                row.getLong(15),
                versions,
                aliases,
                certificateChain,
                asMap(tags));
    }

    /** What the rows of a query say, by the id in their first column. */
    private <T> Map<String, List<T>> collect(String sql, RowMapper<T> mapper) throws SQLException {
        Map<String, List<T>> byId = new HashMap<>();
        try (ResultSet row = query(sql)) {
            while (row.next()) {
                String id = text(row, 1);
                try {
                    byId.computeIfAbsent(id, key -> new ArrayList<>(1)).add(mapper.map(row));
                } catch (DateTimeException | KmsException e) {
                    unreadable.add(id);
                }
            }
        }
        return byId;
    }

    private ResultSet query(String sql) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        statement.setLong(1, after);
        return statement.executeQuery();
    }

    // The schema says NOT NULL; a null that got there all the same fails the MAC as an empty value.
    private static String text(ResultSet row, int column) throws SQLException {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] value = row.getBytes(column);
        return value == null ? new byte[0] : value;
    }

    private static Map<String, String> asMap(List<Map.Entry<String, String>> tags) {
        Map<String, String> map = new HashMap<>();
        tags.forEach(tag -> map.put(tag.getKey(), tag.getValue()));
        return map;
    }

    private static @Nullable Instant optionalTime(ResultSet row, int column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }
}
