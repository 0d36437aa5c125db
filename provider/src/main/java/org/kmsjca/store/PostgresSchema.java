package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the schema of a store in PostgreSQL with the script that makes it. */
final class PostgresSchema {
    private static final Pattern TABLE =
            Pattern.compile(
                    "^CREATE TABLE (\\w+) \\(\n(.*?)^\\);", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COLUMN =
            Pattern.compile("^ {4}(\\w+) +(BIGINT|TEXT|BYTEA)\\b(.*)$", Pattern.MULTILINE);
    private static final Pattern PRIMARY_KEY = Pattern.compile("\\bPRIMARY KEY\\b");
    private static final Pattern UNIQUE_COLUMNS =
            Pattern.compile("^ {4}UNIQUE \\((.*)\\)", Pattern.MULTILINE);
    private static final Pattern INDEX = Pattern.compile("^CREATE INDEX (\\w+)", Pattern.MULTILINE);

    private final StoreConnection connection;
    private final String schema;

    PostgresSchema(StoreConnection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    static String script() {
        return SqliteSchema.script(PostgresSql.SCHEMA_RESOURCE);
    }

    /** Describes what is wrong with the schema; null when nothing is. */
    @Nullable String problem() throws SQLException {
        try (ResultSet row = query(PostgresSql.FOREIGN_OBJECTS, 6).executeQuery()) {
            if (row.next()) {
                return "its schema has the %s %s, which the KMS did not make"
                        .formatted(row.getString(1), row.getString(2));
            }
        }
        Set<String> missing = columns(script());
        try (ResultSet row = query(PostgresSql.COLUMNS, 1).executeQuery()) {
            while (row.next()) {
                String found =
                        column(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4));
                if (!missing.remove(found)) {
                    return "its schema has the column %s, which is not as the KMS made it"
                            .formatted(found);
                }
            }
        }
        if (!missing.isEmpty()) {
            return "its schema lacks the column " + missing.iterator().next();
        }
        Set<String> indexes = indexes(script());
        try (ResultSet row = query(PostgresSql.INDEXES, 1).executeQuery()) {
            while (row.next()) {
                indexes.remove(row.getString(1));
            }
        }
        return indexes.isEmpty() ? null : "its schema lacks the index " + indexes.iterator().next();
    }

    private PreparedStatement query(String sql, int times) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 1; i <= times; i++) {
            statement.setString(i, schema);
        }
        return statement;
    }

    private static Set<String> columns(String script) {
        Set<String> columns = new HashSet<>();
        Matcher table = TABLE.matcher(script);
        while (table.find()) {
            Matcher column = COLUMN.matcher(table.group(2));
            while (column.find()) {
                columns.add(
                        column(
                                table.group(1),
                                column.group(1),
                                column.group(2).toLowerCase(Locale.ROOT),
                                column.group(3).contains("NOT NULL")));
            }
        }
        return columns;
    }

    private static String column(String table, String column, String type, boolean isRequired) {
        return table + "." + column + " " + type + (isRequired ? " NOT NULL" : "");
    }

    /** By the names that PostgreSQL gives those of constraints. */
    private static Set<String> indexes(String script) {
        Set<String> names = new HashSet<>();
        Matcher index = INDEX.matcher(script);
        while (index.find()) {
            names.add(index.group(1));
        }
        Matcher table = TABLE.matcher(script);
        while (table.find()) {
            String name = table.group(1);
            if (PRIMARY_KEY.matcher(table.group(2)).find()) {
                names.add(name + "_pkey");
            }
            Matcher unique = UNIQUE_COLUMNS.matcher(table.group(2));
            while (unique.find()) {
                names.add(name + "_" + unique.group(1).replace(", ", "_") + "_key");
            }
            Matcher column = COLUMN.matcher(table.group(2));
            while (column.find()) {
                if (column.group(3).contains("UNIQUE")) {
                    names.add(name + "_" + column.group(1) + "_key");
                }
            }
        }
        return names;
    }
}
