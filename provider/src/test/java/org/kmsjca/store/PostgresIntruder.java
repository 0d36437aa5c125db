package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kmsjca.testing.PostgresServer;

/**
 * Does to a store in PostgreSQL, as somebody who may do everything there, what tests do to a file
 * of SQLite: the spellings of that are translated.
 */
final class PostgresIntruder implements AutoCloseable {
    private static final Pattern COPY = Pattern.compile("VACUUM INTO '(.*)'");
    private static final Pattern ATTACH = Pattern.compile("ATTACH '(.*)' AS (\\w+)");
    private static final Pattern REPLACE =
            Pattern.compile("INSERT OR REPLACE INTO (\\w+) (SELECT .*)");
    private static final String IGNORE = "INSERT OR IGNORE";

    private final Connection connection;
    private final String schema;
    private final Map<String, String> attached = new HashMap<>();

    PostgresIntruder(Path file) throws SQLException {
        connection = PostgresServer.connect(StoreFixture.url());
        schema = StoreFixture.postgres(file).schema();
        run("SET search_path = " + schema);
        run("SET session_replication_role = replica"); // no foreign keys, no triggers
    }

    void edit(String edit) throws SQLException {
        Matcher copy = COPY.matcher(edit);
        Matcher attach = ATTACH.matcher(edit);
        if (copy.matches()) {
            copyTo(StoreFixture.postgres(Path.of(copy.group(1))).schema());
        } else if (attach.matches()) {
            attached.put(attach.group(2), StoreFixture.postgres(Path.of(attach.group(1))).schema());
        } else {
            translated(edit);
        }
    }

    private void translated(String edit) throws SQLException {
        String sql =
                edit.replaceAll("x'([0-9a-f]*)'", "'\\\\\\\\x$1'::bytea")
                        .replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
                        .replace("randomblob(32)", "decode(repeat('07', 32), 'hex')")
                        .replace("CAST(protected AS BLOB)", "protected || protected")
                        .replace("char(", "chr(");
        for (Map.Entry<String, String> each : attached.entrySet()) {
            sql = sql.replaceAll("\\b" + each.getKey() + "\\.", each.getValue() + ".");
        }
        Matcher replace = REPLACE.matcher(sql);
        if (replace.matches()) {
            replace(replace.group(1), replace.group(2));
        } else if (sql.startsWith(IGNORE)) {
            run("INSERT" + sql.substring(IGNORE.length()) + " ON CONFLICT DO NOTHING");
        } else {
            run(sql);
        }
    }

    private void replace(String table, String query) throws SQLException {
        List<String> key =
                texts(
                        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid ="
                                + " i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indisprimary"
                                + " AND i.indrelid = '"
                                + table
                                + "'::regclass");
        String columns = String.join(", ", key);
        run(
                "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM (%s) q)"
                        .formatted(table, columns, columns, query));
        run("INSERT INTO " + table + " " + query);
    }

    private void copyTo(String copy) throws SQLException {
        run("CREATE SCHEMA " + copy);
        for (String table :
                texts("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'")) {
            run("CREATE TABLE %s.%s AS TABLE %s".formatted(copy, table, table));
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
