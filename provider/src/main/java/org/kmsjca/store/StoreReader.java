package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;

/** Reads of single things, on a connection of their own so that they never wait for a writer. */
final class StoreReader {
    private final GuardedConnection connection;

    StoreReader(GuardedConnection connection) {
        this.connection = connection;
    }

    byte @Nullable [] material(String keyId, String versionId) {
        // A row's value is wrapped, because the lending method's result is never null.
        List<byte[]> found =
                connection.with(
                        "read key material from",
                        sqlite -> {
                            PreparedStatement statement = sqlite.prepare(Sql.MATERIAL);
                            statement.setString(1, keyId);
                            statement.setString(2, versionId);
                            try (ResultSet row = statement.executeQuery()) {
                                return row.next() ? List.of(row.getBytes(1)) : List.of();
                            }
                        });
        return found.isEmpty() ? null : found.get(0);
    }

    Optional<Instant> lastRootBackup() {
        return connection.with(
                "read the time of the last backup from",
                sqlite -> {
                    try (ResultSet row = sqlite.prepare(Sql.ROOT_BACKUP).executeQuery()) {
                        long seconds = row.next() ? row.getLong(1) : 0;
                        return seconds == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochSecond(seconds));
                    }
                });
    }

    List<RootEnvelope> envelopes() {
        return connection.with(
                "read the root envelopes from",
                sqlite -> {
                    List<RootEnvelope> envelopes = new ArrayList<>();
                    try (ResultSet row = sqlite.prepare(Sql.ENVELOPES).executeQuery()) {
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

    /** The tasks that this KMS noted; others are left out, and nothing comes of them. */
    List<MaterialTask> tasks(Replica replica) {
        return connection.with(
                "read what is under way from",
                sqlite -> {
                    List<MaterialTask> tasks = new ArrayList<>();
                    try (ResultSet row = sqlite.prepare(Sql.TASKS).executeQuery()) {
                        while (row.next()) {
                            var task =
                                    new MaterialTask(
                                            row.getString(1),
                                            row.getString(2),
                                            ProtectionLevel.of(row.getString(3)),
                                            row.getString(4),
                                            MaterialTask.Kind.valueOf(row.getString(5)),
                                            row.getString(6));
                            if (replica.isAuthentic(task, row.getBytes(7))) {
                                tasks.add(task);
                            }
                        }
                    }
                    return List.copyOf(tasks);
                });
    }

    /** What is wrong with the file, and with its records when there is a replica to check them. */
    List<String> problems(@Nullable Replica replica) {
        List<String> problems = new ArrayList<>();
        try {
            return connection.with(
                    "check",
                    sqlite -> {
                        addRows(sqlite, Sql.QUICK_CHECK, "", problems);
                        problems.remove("ok");
                        if (replica != null) {
                            sqlite.transaction(
                                    Sql.BEGIN_READ,
                                    () -> problems.addAll(replica.problems(sqlite)));
                        }
                        addRows(sqlite, Sql.STRAYS, "no entry for ", problems);
                        return problems;
                    });
        } catch (KmsException e) {
            problems.add(String.valueOf(e.getMessage()));
            return problems;
        }
    }

    List<AuditRecord> audit(long after, int limit) {
        return connection.with(
                "read the audit of", sqlite -> new AuditReader(sqlite).list(after, limit));
    }

    AuditVerification verifyAudit(Replica replica, @Nullable AuditHead known) {
        return connection.with(
                "verify the audit of",
                sqlite ->
                        sqlite.transaction(
                                Sql.BEGIN_READ, () -> replica.verifyAudit(sqlite, known)));
    }

    void close() {
        connection.close();
    }

    private static void addRows(
            SqliteConnection sqlite, String sql, String prefix, List<String> texts)
            throws SQLException {
        try (ResultSet row = sqlite.prepare(sql).executeQuery()) {
            while (row.next()) {
                texts.add(prefix + row.getString(1));
            }
        }
    }
}
