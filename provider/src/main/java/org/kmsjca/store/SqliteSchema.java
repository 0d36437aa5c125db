package org.kmsjca.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the schema of a file with the script that made it. Constraints are only text in the
 * file, and a trigger or view would change what statements do.
 */
final class SqliteSchema {
    /** SQLite keeps the text of a statement from CREATE to before its semicolon. */
    private static final Pattern CREATE =
            Pattern.compile("^CREATE (TABLE|INDEX) (\\w+)[^;]*", Pattern.MULTILINE);

    private static final Pattern INDEXED = Pattern.compile(" ON (\\w+) ");

    /** Indexes of PRIMARY KEY and UNIQUE, which have no text of their own. */
    private static final Pattern AUTOMATIC = Pattern.compile("sqlite_autoindex_(\\w+)_[0-9]");

    private SqliteSchema() {}

    /** The script of that name beside this class. */
    static String script(String resource) {
        try (@Nullable InputStream in = SqliteSchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    /** Describes what is wrong with the schema of the file; null when nothing is. */
    static @Nullable String problem(StoreConnection connection, String script) throws SQLException {
        Set<String> missing = expected(script);
        try (ResultSet row = connection.prepare(SqliteSql.SCHEMA_OBJECTS).executeQuery()) {
            while (row.next()) {
                String type = String.valueOf(row.getString(1));
                String name = String.valueOf(row.getString(2));
                String table = String.valueOf(row.getString(3));
                String sql = row.getString(4);
                if (sql == null
                        ? !isAutomatic(type, name, table)
                        : !missing.remove(describe(type, name, table, sql))) {
                    return "its schema has %s %s, which is not as the KMS made it"
                            .formatted(type, name);
                }
            }
        }
        return missing.isEmpty()
                ? null
                : "its schema lacks " + missing.iterator().next().lines().findFirst().orElse("");
    }

    private static Set<String> expected(String script) {
        Set<String> objects = new HashSet<>();
        Matcher statement = CREATE.matcher(script);
        while (statement.find()) {
            String sql = statement.group();
            String name = statement.group(2);
            Matcher indexed = INDEXED.matcher(sql);
            boolean isTable = statement.group(1).equals("TABLE");
            objects.add(
                    describe(
                            isTable ? "table" : "index",
                            name,
                            isTable || !indexed.find() ? name : indexed.group(1),
                            sql));
        }
        return objects;
    }

    private static boolean isAutomatic(String type, String name, String table) {
        Matcher matcher = AUTOMATIC.matcher(name);
        return type.equals("index") && matcher.matches() && matcher.group(1).equals(table);
    }

    private static String describe(String type, String name, String table, String sql) {
        return type + " " + name + " of " + table + "\n" + sql;
    }
}
