package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/** Whoever owns the tables makes a value huge: it is never sent, and is told as a change. */
@Tag("once")
@Timeout(120)
class PostgresHugeValuesTest {
    @TempDir Path directory;
    private final PostgresServer server = PostgresServer.shared();
    private String schema;
    private final CmkRecord cmk = StoreFixture.cmk("one");

    @Test
    void hugeValueOfAnyColumnIsNotReadAndToldAsAChange() throws Exception {
        schema = "huge_" + Integer.toHexString(directory.toString().hashCode());
        PostgresAddress address =
                new PostgresAddress(
                        server.url(),
                        null,
                        null,
                        schema,
                        Duration.ZERO,
                        Duration.ZERO,
                        directory.resolve("home/postgresql"));
        try (Opened opened = Opened.at(address);
                Connection owner = PostgresServer.connect(server.url());
                Statement sql = owner.createStatement();
                var reading =
                        new PostgresConnection(
                                address,
                                new PostgresErrors(""),
                                new PostgresClock(),
                                new ConnectPause())) {
            fill(opened);
            sql.execute("SET search_path = " + schema);
            sql.execute("SET session_replication_role = replica");
            unbind(sql);
            List<String[]> columns = columns(sql);
            assertThat(columns).hasSizeGreaterThan(50);
            for (String[] column : columns) {
                String table = column[0];
                sql.execute("CREATE TEMP TABLE saved AS TABLE " + table);
                sql.execute(
                        "UPDATE %s SET %s = repeat('7', %s)%s"
                                .formatted(
                                        table,
                                        column[1],
                                        StoredValues.LONGEST + 1,
                                        column[2].equals("bytea") ? "::bytea" : ""));
                assertThat(longest(reading, table))
                        .as(String.join(" ", column))
                        .isLessThanOrEqualTo(StoredValues.LONGEST);
                List<String> problems = problems(opened.store());
                if (!table.equals("tombstone")) { // hints, which nobody believes
                    assertThat(problems).as(String.join(" ", column)).isNotEmpty();
                }
                sql.execute("TRUNCATE " + table);
                sql.execute("INSERT INTO %s TABLE saved".formatted(table));
                sql.execute("DROP TABLE saved");
                assertThat(problems(opened.store())).as(String.join(" ", column)).isEmpty();
            }
        }
    }

    private void fill(Opened opened) {
        opened.store()
                .write(
                        tx -> {
                            tx.put(StoreFixture.cmk("gone"));
                            tx.put(cmk);
                            tx.putMaterial(cmk.keyId(), cmk.primaryVersionId(), new byte[32]);
                            tx.put(StoreFixture.certificate("certificate"));
                            tx.put(
                                    new PendingTokenOperation(
                                            StoreFixture.id(),
                                            cmk.keyId(),
                                            ProtectionLevel.HSM,
                                            "place",
                                            PendingTokenOperation.Kind.CREATE,
                                            "owner"));
                            tx.append(StoreFixture.auditEntry(cmk.keyId()));
                            return true;
                        });
        opened.store()
                .write(
                        tx -> {
                            tx.removeCertificate("certificate");
                            tx.put(StoreFixture.certificate("other"));
                            return true;
                        });
    }

    /** An index takes no huge value, but its owner can drop it. */
    private void unbind(Statement sql) throws SQLException {
        sql.execute(
                """
                DO $$
                DECLARE each record;
                BEGIN
                  FOR each IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                    WHERE connamespace = current_schema()::regnamespace
                    ORDER BY contype IN ('p', 'u')
                  LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', each.t, each.conname);
                  END LOOP;
                  FOR each IN SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()
                  LOOP
                    EXECUTE format('DROP INDEX %I', each.indexname);
                  END LOOP;
                END $$""");
    }

    private List<String[]> columns(Statement sql) throws SQLException {
        List<String[]> columns = new ArrayList<>();
        try (ResultSet row =
                sql.executeQuery(
                        "SELECT table_name, column_name, data_type FROM information_schema.columns"
                                + " WHERE data_type IN ('text', 'bytea') AND table_schema = '"
                                + schema
                                + "' ORDER BY 1, 2")) {
            while (row.next()) {
                columns.add(new String[] {row.getString(1), row.getString(2), row.getString(3)});
            }
        }
        return columns;
    }

    private static int longest(PostgresConnection reading, String table) throws SQLException {
        int longest = 0;
        try (ResultSet row = reading.prepare("SELECT * FROM " + table).executeQuery()) {
            while (row.next()) {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    byte[] value = row.getBytes(i);
                    longest = Math.max(longest, value == null ? 0 : value.length);
                }
            }
        }
        return longest;
    }

    /** All that is found, by whatever way. */
    private List<String> problems(MetadataStore store) {
        List<String> problems = new ArrayList<>();
        List<Runnable> looks =
                List.of(
                        store::pull,
                        () -> problems.addAll(store.check()),
                        () -> store.verifyAudit().problem().ifPresent(problems::add),
                        () -> store.audit(0, 10),
                        store::envelopes,
                        store::materialTasks,
                        () -> store.material(cmk.keyId(), cmk.primaryVersionId()));
        for (Runnable look : looks) {
            try {
                look.run();
            } catch (KmsException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE);
                problems.add(e.getMessage());
            }
        }
        problems.removeIf(each -> each.startsWith("its schema lacks the index")); // see unbind
        return problems;
    }
}
