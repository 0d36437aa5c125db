package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/**
 * Somebody who may create in {@code public} and in the KMS's schema makes what fits the KMS's calls
 * better than what PostgreSQL has: its body would run with the rights of the KMS.
 */
@Tag("once")
@Timeout(120)
class PostgresNamesTest {
    private static final Pattern FUNCTION = Pattern.compile("\\b([a-z][a-z0-9_]+)\\(");

    private static final String OPERATORS =
            "'=', '<>', '<', '<=', '>', '>=', '||', '|', '<<', '*', '~~'";
    private static final String TYPES =
            "'text', 'varchar', 'bpchar', 'name', '\"char\"', 'int2', 'int4', 'int8', 'numeric',"
                    + " 'float8', 'bytea', 'oid', 'bool'";

    @TempDir Path directory;
    private final PostgresServer server = PostgresServer.shared();
    private String database;
    private String schema;
    private PostgresAddress address;

    @BeforeEach
    void makeDatabase() throws SQLException {
        String unique = Integer.toHexString(directory.toString().hashCode());
        database = "names_" + unique;
        schema = "kms_" + unique;
        server.sql("CREATE DATABASE " + database, "CREATE ROLE intruder_" + unique + " LOGIN");
        address =
                new PostgresAddress(
                        url("postgres"),
                        null,
                        null,
                        schema,
                        Duration.ZERO,
                        Duration.ZERO,
                        directory.resolve("home/postgresql"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        server.sql("DROP DATABASE " + database + " WITH (FORCE)", "DROP ROLE " + intruder());
    }

    private String url(String role) {
        return "jdbc:postgresql://127.0.0.1:%s/%s?user=%s".formatted(server.port(), database, role);
    }

    private String intruder() {
        return "intruder_" + database.substring("names_".length());
    }

    @Test
    void nothingThatOthersMadeIsCalled() throws Exception {
        Opened.at(address).close();
        PostgresServer.sqlAs(
                url("postgres"),
                "GRANT CREATE, USAGE ON SCHEMA public TO " + intruder(),
                "GRANT CREATE, USAGE ON SCHEMA " + schema + " TO " + intruder());
        PostgresServer.sqlAs(
                url(intruder()),
                "CREATE SEQUENCE public.called",
                "SET search_path = pg_catalog", // or the second part falls into the first
                better("public"),
                better(schema));
        // The trap works: this is what an unqualified call finds.
        PostgresServer.sqlAs(url("postgres"), "SELECT set_config('a.b', 'c'::varchar, false)");
        PostgresServer.sqlAs(url("postgres"), "SELECT 'a'::text = 'a'::varchar");
        assertThat(called()).isEqualTo(2);

        walk();

        assertThat(called()).isEqualTo(2);
        PostgresServer.sqlAs(url("postgres"), "DROP SCHEMA " + schema + " CASCADE");
        assertThat(called()).isEqualTo(2);
    }

    @Test
    void whoMayCreateIsTold() throws Exception {
        try (Opened opened = Opened.at(address)) {
            PostgresServer.sqlAs(url("postgres"), "GRANT CREATE ON SCHEMA public TO PUBLIC");
            assertThat(opened.store().surroundings().advice())
                    .anyMatch(line -> line.contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
                    .noneMatch(line -> line.contains("SCHEMA " + schema));
            PostgresServer.sqlAs(
                    url("postgres"),
                    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                    "GRANT CREATE ON SCHEMA " + schema + " TO " + intruder());
            assertThat(opened.store().surroundings().advice())
                    .anyMatch(
                            line ->
                                    line.contains(
                                            "REVOKE CREATE ON SCHEMA %s FROM %s"
                                                    .formatted(schema, intruder())))
                    .noneMatch(line -> line.contains("SCHEMA public"));
        }
    }

    /** Makes each function that the store calls, and each operator, for all types like its own. */
    private static String better(String where) throws IllegalAccessException {
        return """
                DO $do$
                DECLARE
                  f record; l text; r text; o text; n int := 0;
                  body CONSTANT text := 'BEGIN PERFORM pg_catalog.nextval(''public.called'');'
                    ' RETURN NULL; END';
                  nothing CONSTANT text := replace(body, ' RETURN NULL;', '');
                BEGIN
                  FOR f IN SELECT DISTINCT p.proname, t.arguments, p.prorettype::regtype AS result
                    FROM pg_proc p, LATERAL (
                      SELECT string_agg(x::regtype::text, ', ' ORDER BY i) AS plain,
                        replace(string_agg(x::regtype::text, ', ' ORDER BY i), 'text', 'varchar') AS every,
                        regexp_replace(string_agg(x::regtype::text, ', ' ORDER BY i), 'text', 'varchar') AS one,
                        regexp_replace(string_agg(x::regtype::text, ', ' ORDER BY i), '(text.*)text', '\\1varchar') AS second
                      FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY u(x, i)) a,
                    LATERAL (VALUES (a.plain), (a.every), (a.one), (a.second)) t(arguments)
                    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
                      AND p.provariadic = 0 AND p.proname IN (%2$s)
                      AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype)
                      AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]) AND NOT p.proretset
                  LOOP
                    BEGIN
                      EXECUTE format('CREATE FUNCTION %1$s.%%I(%%s) RETURNS %%s LANGUAGE plpgsql AS %%L',
                        f.proname, f.arguments, f.result,
                        CASE WHEN f.result = 'void'::regtype THEN nothing ELSE body END);
                      n := n + 1;
                    EXCEPTION WHEN OTHERS THEN NULL;
                    END;
                  END LOOP;
                  FOR l IN SELECT unnest(ARRAY[%3$s]) LOOP
                    FOR r IN SELECT unnest(ARRAY[%3$s]) LOOP
                      EXECUTE format('CREATE FUNCTION %1$s.op(%%s, %%s) RETURNS bool LANGUAGE plpgsql AS %%L',
                        l, r, body);
                      FOR o IN SELECT unnest(ARRAY[%4$s]) LOOP
                        EXECUTE format('CREATE OPERATOR %1$s.%%s (FUNCTION = %1$s.op, LEFTARG = %%s, RIGHTARG = %%s)',
                          o, l, r);
                      END LOOP;
                    END LOOP;
                  END LOOP;
                  ASSERT n > 20, n;
                END $do$"""
                .formatted(where, functions(), TYPES, OPERATORS);
    }

    /** Whatever is followed by a bracket in the store's SQL, for IN. */
    private static String functions() throws IllegalAccessException {
        Set<String> names = new TreeSet<>();
        for (Class<?> each : List.of(Sql.class, PostgresSql.class)) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getType() == String.class) {
                    field.setAccessible(true);
                    Matcher call = FUNCTION.matcher((String) field.get(null));
                    while (call.find()) {
                        names.add("'" + call.group(1) + "'");
                    }
                }
            }
        }
        names.addAll(List.of("'octet_length'", "'now'", "'version'"));
        assertThat(names).contains("'set_config'", "'pg_notify'", "'pg_advisory_lock'");
        return String.join(", ", names);
    }

    private int called() throws SQLException {
        try (Connection connection = PostgresServer.connect(url("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM"
                                        + " public.called")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Does all that a store is asked for. */
    private void walk() throws Exception {
        PostgresAddress listening =
                new PostgresAddress(
                        address.url(),
                        null,
                        null,
                        schema,
                        Duration.ofMillis(100),
                        Duration.ZERO,
                        directory.resolve("other/postgresql"));
        CmkRecord cmk = StoreFixture.cmk("one", "two");
        try (Opened opened = Opened.at(address);
                Opened other = Opened.at(listening)) {
            MetadataStore store = opened.store();
            String owner = store.instances().self();
            var task =
                    new PendingTokenOperation(
                            StoreFixture.id(),
                            cmk.keyId(),
                            ProtectionLevel.HSM,
                            "place",
                            PendingTokenOperation.Kind.CREATE,
                            owner);
            store.write(
                    tx -> {
                        tx.put(cmk);
                        tx.putMaterial(cmk.keyId(), cmk.primaryVersionId(), new byte[32]);
                        tx.put(StoreFixture.certificate("certificate"));
                        tx.put(task);
                        tx.replaceEnvelopes(List.of(StoreFixture.ENVELOPE));
                        tx.append(StoreFixture.auditEntry(cmk.keyId()));
                        return true;
                    });
            assertThat(other.store().instances().isAlive(owner)).isTrue();
            while (!other.picture().cmks.containsKey(cmk.keyId()) || other.store().hasChanges()) {
                other.store().pull();
            }
            assertThat(store.check()).isEmpty();
            assertThat(store.verifyAudit().isIntact()).isTrue();
            assertThat(store.audit(0, 10)).hasSize(1);
            assertThat(store.surroundings().programs()).isNotEmpty();
            assertThat(store.surroundings().notification()).isPresent();
            assertThat(store.surroundings().advice()).anyMatch(line -> line.contains("superuser"));
            store.surroundings().copyTo(directory.resolve("copy.db"));
            store.write(
                    tx -> {
                        tx.finish(task);
                        tx.removeMaterial(cmk.keyId());
                        tx.remove(cmk.keyId());
                        tx.removeCertificate("certificate");
                        return true;
                    });
        }
        try (StagedStore staged =
                StagedStore.of(
                        directory.resolve("copy.db"), directory.resolve("home/postgresql"))) {
            staged.replace(address, PresentStore.at(address));
        }
        List<String> problems = new ArrayList<>();
        StoreFixture.acceptOlder(address);
        try (Opened opened = Opened.at(address)) {
            problems.addAll(opened.store().check());
        }
        assertThat(problems).isEmpty();
    }
}
