package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsException;

/** Reads of single things, on a connection of their own so that they never wait for a writer. */
final class StoreReader {
    private final StoreDatabase database;
    private final GuardedConnection connection;

    StoreReader(StoreDatabase database) {
        this.database = database;
        this.connection = new GuardedConnection(database.connection(), database.failures());
    }

    /**
     * Protected key material as its row has it.
     *
     * @param intact whether the row matches its own MAC
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and never changed
    record StoredMaterial(byte[] mac, byte[] content, boolean intact) {}

    /** The material of a version, not yet held against the set; null when there is none. */
    @Nullable StoredMaterial material(LeafKey key, RecordMacs macs) {
        // A row's value is wrapped, because the lending method's result is never null.
        List<StoredMaterial> found =
                connection.reading(
                        "read key material from",
                        opened -> {
                            PreparedStatement statement = opened.prepare(Sql.MATERIAL);
                            statement.setString(1, key.id());
                            statement.setString(2, key.part());
                            try (ResultSet row = statement.executeQuery()) {
                                return row.next()
                                        ? List.of(material(key, macs, new Columns(row)))
                                        : List.of();
                            }
                        });
        return found.isEmpty() ? null : found.get(0);
    }

    private static StoredMaterial material(LeafKey key, RecordMacs macs, Columns row)
            throws SQLException {
        try {
            byte[] mac = row.bytes(2);
            byte[] content = row.bytes(3);
            byte[] expected = macs.material(row.number(1), key, content);
            return new StoredMaterial(mac, content, RecordMacs.matches(expected, mac));
        } catch (Columns.TypeException e) {
            return new StoredMaterial(new byte[0], new byte[0], false);
        }
    }

    Optional<Instant> lastRootBackup() {
        return connection.reading(
                "read the time of the last backup from",
                opened -> {
                    try (ResultSet row = opened.prepare(Sql.ROOT_BACKUP).executeQuery()) {
                        long seconds = row.next() ? row.getLong(1) : 0;
                        return seconds == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochSecond(seconds));
                    }
                });
    }

    /** The envelopes of either format as the rows have them, before the root key is known. */
    List<RootEnvelope> envelopes() {
        return connection.reading(
                "read the root envelopes from",
                opened -> {
                    List<RootEnvelope> envelopes = new ArrayList<>();
                    try (ResultSet row = opened.prepare(Sql.ENVELOPES).executeQuery()) {
                        while (row.next()) {
                            envelopes.add(
                                    new RootEnvelope(
                                            row.getString(1),
                                            row.getString(2),
                                            row.getString(3),
                                            row.getBytes(4)));
                        }
                    }
                    return List.copyOf(envelopes);
                });
    }

    /** Tasks and envelopes as their rows have them, at one moment. */
    record Verified<T>(List<T> values, List<String> problems) {}

    /** The envelopes, held against the set. */
    Verified<RootEnvelope> envelopes(VerifiedView view) {
        return verified(
                LeafKey.Kind.ENVELOPE,
                Sql.ENVELOPE_ROWS + " ORDER BY position",
                view,
                row -> {
                    RootEnvelope envelope = RowReader.envelope(row);
                    byte[] mac = view.macs().envelope(row.number(6), row.number(5), envelope);
                    return new Found<>(
                            LeafKey.envelope(envelope.envelopeId()), row.bytes(7), mac, envelope);
                });
    }

    /** The tasks, held against the set. */
    Verified<PendingTokenOperation> tasks(VerifiedView view) {
        return verified(
                LeafKey.Kind.TASK,
                Sql.TASKS,
                view,
                row -> {
                    PendingTokenOperation task = RowReader.task(row);
                    byte[] mac = view.macs().task(row.number(7), task);
                    return new Found<>(LeafKey.task(task.versionId()), row.bytes(8), mac, task);
                });
    }

    @SuppressWarnings("ArrayRecordComponent") // compared at once and dropped
    private record Found<T>(LeafKey key, byte[] mac, byte[] expected, T value) {}

    private <T> Verified<T> verified(
            LeafKey.Kind kind,
            String sql,
            VerifiedView view,
            RowReader.RowMapper<Found<T>> mapper) {
        return connection.reading(
                "read from",
                opened -> {
                    List<T> values = new ArrayList<>();
                    List<String> problems = new ArrayList<>();
                    Set<LeafKey> keys = new HashSet<>();
                    new RowReader(opened, problems::add)
                            .forEach(
                                    kind.word(),
                                    sql,
                                    row -> {
                                        Found<T> found = mapper.map(row);
                                        if (!keys.add(found.key())
                                                || !view.isCurrent(found.key(), found.mac())
                                                || !RecordMacs.matches(
                                                        found.expected(), found.mac())) {
                                            problems.add(found.key() + " is not what was written");
                                        }
                                        values.add(found.value());
                                    });
                    if (keys.size() != view.state().rows().size(kind)) {
                        problems.add("a row of " + kind.word() + " is missing");
                    }
                    return new Verified<>(List.copyOf(values), problems);
                });
    }

    /** Lists what is wrong with the file, and with its rows when there is a verified view. */
    List<String> problems(@Nullable VerifiedView view) {
        List<String> problems = new ArrayList<>();
        try {
            return connection.reading(
                    "check",
                    opened -> {
                        problems.addAll(database.problems(opened, view != null));
                        if (view != null) {
                            opened.transaction(
                                    StoreConnection.Access.READ,
                                    () -> problems.addAll(view.problems(opened)));
                        }
                        return problems;
                    });
        } catch (KmsException e) {
            problems.add(String.valueOf(e.getMessage()));
            return problems;
        }
    }

    List<String> advice() {
        return connection.reading("look at", database::advice);
    }

    List<String> programs() {
        return connection.reading("look at", database::programs);
    }

    List<AuditRecord> audit(long after, int limit) {
        return connection.reading(
                "read the audit of", opened -> new AuditReader(opened).list(after, limit));
    }

    AuditVerification verifyAudit(VerifiedView view, @Nullable AuditHead known) {
        return connection.reading(
                "verify the audit of",
                opened ->
                        opened.transaction(
                                StoreConnection.Access.READ,
                                () -> view.verifyAudit(opened, known)));
    }

    /** Lets go of the connection; the next use opens another. */
    void reopen() {
        connection.reading(
                "read from",
                opened -> {
                    opened.reset();
                    return true;
                });
    }

    void close() {
        connection.close();
    }
}
