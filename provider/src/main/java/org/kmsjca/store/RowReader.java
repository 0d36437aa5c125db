package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;

/**
 * Turns rows into records. A row that cannot be understood, by its types or its words, goes to the
 * problems and is left out.
 */
final class RowReader {
    private final StoreConnection connection;
    private final Consumer<String> problems;
    private boolean typesChecked;

    RowReader(StoreConnection connection, Consumer<String> problems) {
        this.connection = connection;
        this.problems = problems;
    }

    /** From now on values are not asked for their types where the database has checked them all. */
    void checkTypes() throws SQLException {
        typesChecked = connection.hasDeclaredTypes();
    }

    /** The rows that belong to CMKs, by key id; {@link #cmk} takes out those of its CMK. */
    record Parts(
            Map<String, List<VersionRecord>> versions,
            Map<String, List<String>> aliases,
            Map<String, List<byte[]>> chains,
            Map<String, List<Map.Entry<String, String>>> tags) {}

    /** Does something with a row. */
    interface RowAction {
        void accept(Columns row) throws SQLException;
    }

    /** Makes something of a row. */
    interface RowMapper<T> {
        T map(Columns row) throws SQLException;
    }

    /** Everything that belongs to CMKs; rows of a CMK that there is not come under their id. */
    Parts allParts() throws SQLException {
        return parts(
                Sql.VERSIONS + Sql.VERSION_ORDER,
                Sql.ALIASES + " WHERE t.key_id IS NOT NULL",
                Sql.CERTIFICATES + Sql.VERSION_ORDER,
                Sql.TAGS);
    }

    /** Reads the rows that belong to the CMKs that changed after a revision. */
    Parts partsAfter(long revision) throws SQLException {
        return parts(
                Sql.CHANGED_VERSIONS,
                Sql.CHANGED_ALIASES,
                Sql.CHANGED_CERTIFICATES,
                Sql.CHANGED_TAGS,
                revision);
    }

    private Parts parts(
            String versions, String aliases, String chains, String tags, Object... values)
            throws SQLException {
        return new Parts(
                collect(
                        versions,
                        row -> new VersionRecord(row.text(2), row.time(3), row.optionalBytes(4)),
                        values),
                collect(aliases, row -> row.text(2), values),
                collect(chains, row -> row.bytes(2), values),
                collect(tags, row -> Map.entry(row.text(2), row.text(3)), values));
    }

    private static <T> List<T> take(Map<String, List<T>> parts, String id) {
        List<T> taken = parts.remove(id);
        return taken == null ? List.of() : taken;
    }

    /** The CMK of a row of the columns that {@link Sql#CMKS} begins with. */
    static CmkRecord cmk(Columns row, Parts parts) throws SQLException {
        String id = row.text(1);
        List<VersionRecord> versions = take(parts.versions(), id);
        List<String> aliases = take(parts.aliases(), id);
        List<byte[]> chain = take(parts.chains(), id);
        List<Map.Entry<String, String>> tags = take(parts.tags(), id);
        long rawCiphers = row.number(16);
        if (rawCiphers != 0 && rawCiphers != 1) {
            throw new Columns.TypeException(16, "flag");
        }
        return CmkRecord.builder(id, KeySpec.of(row.text(7)), KeyUsage.of(row.text(6)))
                .creator(row.text(2))
                .creationDate(row.time(3))
                .description(row.text(4))
                .keyState(KeyState.of(row.text(5)))
                .origin(Origin.of(row.text(8)))
                .protectionLevel(ProtectionLevel.of(row.text(9)))
                .versions(versions, row.text(10))
                .deletionProtection(row.optionalText(11))
                .deleteDate(row.optionalTime(12))
                .materialExpireTime(row.optionalTime(13))
                .materialFingerprint(row.optionalText(14))
                .rotationIntervalSeconds(row.number(15))
                .rawCiphers(rawCiphers == 1)
                .aliases(aliases)
                .certificateChain(chain)
                .tags(tags(tags))
                .build();
    }

    private static Map<String, String> tags(List<Map.Entry<String, String>> entries) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        for (Map.Entry<String, String> entry : entries) {
            if (tags.put(entry.getKey(), entry.getValue()) != null) {
                throw new Columns.TypeException(2, "unique tag");
            }
        }
        return tags;
    }

    static PendingTokenOperation task(Columns row) throws SQLException {
        String kind = row.text(5);
        for (PendingTokenOperation.Kind each : PendingTokenOperation.Kind.values()) {
            if (each.name().equals(kind)) {
                return new PendingTokenOperation(
                        row.text(1),
                        row.text(2),
                        ProtectionLevel.of(row.text(3)),
                        row.text(4),
                        each,
                        row.text(6));
            }
        }
        throw new Columns.TypeException(5, "kind of task");
    }

    static RootEnvelope envelope(Columns row) throws SQLException {
        return new RootEnvelope(row.text(1), row.text(2), row.text(3), row.bytes(4));
    }

    /** Hands every row of a query to the action. */
    void forEach(String table, String sql, RowAction action, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        try (ResultSet result = statement.executeQuery()) {
            Columns row = new Columns(result, typesChecked);
            while (result.next()) {
                try {
                    action.accept(row);
                } catch (DateTimeException | KmsException | Columns.TypeException e) {
                    problems.accept(
                            "a row of %s%s is not readable: %s"
                                    .formatted(table, name(row), e.getMessage()));
                }
            }
        }
    }

    private static String name(Columns row) throws SQLException {
        try {
            return " (" + row.text(1) + ")";
        } catch (Columns.TypeException e) {
            return "";
        }
    }

    /** Reads the rows of a query by the id in their first column. */
    private <T> Map<String, List<T>> collect(String sql, RowMapper<T> mapper, Object... values)
            throws SQLException {
        Map<String, List<T>> byId = new HashMap<>();
        forEach(
                "what belongs to a CMK",
                sql,
                row ->
                        byId.computeIfAbsent(row.text(1), key -> new ArrayList<>(1))
                                .add(mapper.map(row)),
                values);
        return byId;
    }

    /** The first row of a query as the mapper sees it, or null. */
    <T> @Nullable T first(String sql, RowMapper<T> mapper) throws SQLException {
        try (ResultSet result = connection.prepare(sql).executeQuery()) {
            return result.next() ? mapper.map(new Columns(result)) : null;
        }
    }
}
