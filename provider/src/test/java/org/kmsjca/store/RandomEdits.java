package org.kmsjca.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.sqlite.JDBC;

/**
 * An attacker with write access to the file and an older copy of it, without the root key: edits
 * rows of any table by SQL, with the file's constraints and types out of the way.
 */
final class RandomEdits implements AutoCloseable {
    private final Random random;
    private final Connection connection;
    private final List<String> done = new ArrayList<>();

    RandomEdits(Path file, Path older, Random random) throws SQLException {
        this.random = random;
        connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
        run("PRAGMA synchronous = OFF");
        run("PRAGMA ignore_check_constraints = ON");
        run("PRAGMA writable_schema = ON");
        run("ATTACH '" + older + "' AS older");
    }

    /** Makes one edit or two, and says which. */
    List<String> edit() throws SQLException {
        run("UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')')");
        run("PRAGMA writable_schema = RESET");
        int wanted = 1 + random.nextInt(2);
        for (int tries = 0; done.size() < wanted && tries < 50; tries++) {
            String sql = statement(pick(tables()));
            try {
                if (run(sql) > 0) {
                    done.add(sql);
                }
            } catch (SQLException e) {
                // A key that is there already: another edit.
            }
        }
        if (random.nextInt(20) == 0) {
            duplicateRow(pick(tables()));
        }
        run("PRAGMA writable_schema = ON");
        run(
                "UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE type = 'table'"
                        + " AND name NOT LIKE 'sqlite%'");
        return done;
    }

    private String statement(String table) throws SQLException {
        String row = row(table);
        String column = pick(columns(table));
        String here = " WHERE rowid = " + row;
        return switch (random.nextInt(11)) {
            case 0 -> "DELETE FROM " + table + here;
            case 1 -> "DELETE FROM " + table;
            case 2 ->
                    "UPDATE %s SET %s = (SELECT %s FROM %s WHERE rowid = %s)%s"
                            .formatted(table, column, column, table, row(table), here);
            case 3 ->
                    "UPDATE %s SET %s = CAST(%s AS BLOB)%s".formatted(table, column, column, here);
            case 4 ->
                    "UPDATE %s SET %s = CAST(%s AS TEXT)%s".formatted(table, column, column, here);
            case 5 -> "UPDATE %s SET %s = NULL%s".formatted(table, column, here);
            case 6 ->
                    "UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + %d WHEN 'text' THEN"
                                    .formatted(table, column, column, column, random.nextInt(5) - 2)
                            + " %s || 'x' ELSE randomblob(32) END%s".formatted(column, here);
            case 7 -> "INSERT OR REPLACE INTO %s SELECT * FROM older.%s".formatted(table, table);
            case 8 ->
                    "INSERT OR REPLACE INTO %s SELECT * FROM older.%s ORDER BY rowid LIMIT 1 OFFSET %d"
                            .formatted(table, table, random.nextInt(4));
            case 9 ->
                    "INSERT INTO %s SELECT * FROM older.%s WHERE rowid NOT IN (SELECT rowid FROM %s)"
                            .formatted(table, table, table);
            default ->
                    "UPDATE %s SET %s = (SELECT %s FROM older.%s o WHERE o.rowid = %s.rowid)"
                            .formatted(table, column, column, table, table);
        };
    }

    /** Puts a table with one row twice in the place of the table, past its unique indexes. */
    private void duplicateRow(String table) throws SQLException {
        run(
                "CREATE TABLE twice AS SELECT * FROM %s UNION ALL SELECT * FROM %s WHERE rowid = %s"
                        .formatted(table, table, row(table)));
        run("PRAGMA writable_schema = ON");
        run(
                "UPDATE sqlite_schema SET rootpage ="
                        + " (SELECT rootpage FROM sqlite_schema WHERE name = 'twice')"
                        + " WHERE type = 'table' AND name = '"
                        + table
                        + "'");
        run("DELETE FROM sqlite_schema WHERE name = 'twice'");
        done.add("a row of " + table + " is there twice");
    }

    private List<String> tables() throws SQLException {
        return texts(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                        + " ORDER BY name");
    }

    private List<String> columns(String table) throws SQLException {
        return texts("SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
    }

    private String row(String table) throws SQLException {
        List<String> rows = texts("SELECT rowid FROM " + table + " ORDER BY rowid");
        return rows.isEmpty() ? "-1" : pick(rows);
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
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

    private int run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
