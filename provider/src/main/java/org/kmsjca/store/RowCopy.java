package org.kmsjca.store;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.List;

/**
 * Copies the rows of a store from one database to another as they are. Their MACs bind them to the
 * store's id and not to its place, so that the copy is the same store.
 */
final class RowCopy {
    private static final int BATCH = 500;

    /** All tables, each after those that it refers to; the store's own row is the last. */
    private static final List<String> TABLES =
            List.of(
                    "root_envelope",
                    "cmk",
                    "key_version",
                    "certificate",
                    "tag",
                    "alias",
                    "trusted_certificate",
                    "key_material",
                    "material_task",
                    "tombstone",
                    "audit",
                    "store_info");

    private RowCopy() {}

    /** Copies into empty tables, inside a transaction of each. */
    static void run(StoreConnection from, StoreConnection to) throws SQLException {
        for (String table : TABLES) {
            copy(table, from, to);
        }
    }

    /** Empties the tables, inside a transaction. */
    static void clear(StoreConnection connection) throws SQLException {
        for (int i = TABLES.size() - 1; i >= 0; i--) {
            connection.empty(TABLES.get(i));
        }
    }

    private static void copy(String table, StoreConnection from, StoreConnection to)
            throws SQLException {
        try (ResultSet row = from.prepare("SELECT * FROM " + table).executeQuery()) {
            ResultSetMetaData columns = row.getMetaData();
            int count = columns.getColumnCount();
            PreparedStatement insert = to.prepare(insert(table, columns));
            int batched = 0;
            while (row.next()) {
                for (int i = 1; i <= count; i++) {
                    Object value = row.getObject(i);
                    StoredValues.checkLength(value);
                    if (value == null) {
                        insert.setNull(i, Types.NULL);
                    } else if (value instanceof Number number) {
                        insert.setLong(i, number.longValue());
                    } else {
                        insert.setObject(i, value);
                    }
                }
                insert.addBatch();
                if (++batched % BATCH == 0) {
                    write(insert);
                }
            }
            write(insert);
        }
    }

    /** A trigger or rule of the database may keep rows off. */
    private static void write(PreparedStatement batch) throws SQLException {
        try {
            for (int rows : batch.executeBatch()) {
                StoreErrors.requireRows(1, rows);
            }
        } catch (BatchUpdateException e) {
            SQLException cause = e.getNextException(); // its message does not have the row's values
            throw cause == null ? e : cause;
        }
    }

    private static String insert(String table, ResultSetMetaData columns) throws SQLException {
        int count = columns.getColumnCount();
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = columns.getColumnName(i + 1);
        }
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        table,
                        String.join(", ", names),
                        String.join(", ", Collections.nCopies(count, "?")));
    }
}
