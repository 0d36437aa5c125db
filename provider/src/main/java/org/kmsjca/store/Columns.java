package org.kmsjca.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of a row by the types they are stored in. SQLite converts what it is asked for,
 * so that a BLOB in the place of a TEXT would be read as if it were one. Where the types were
 * checked for all rows at once, the values are not asked again.
 */
final class Columns {
    private final ResultSet row;
    private final boolean checked;

    Columns(ResultSet row) {
        this(row, false);
    }

    /**
     * @param checked whether the database is SQLite and all values have their columns' types
     */
    Columns(ResultSet row, boolean checked) {
        this.row = row;
        this.checked = checked;
    }

    /** A column is not of the type that the schema gives it. */
    static final class TypeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TypeException(int column, String wanted) {
            super("column " + column + " is not of type " + wanted);
        }
    }

    String text(int column) throws SQLException {
        if (checked) { // the driver's way to a text has twice the cost of that to its bytes
            byte[] utf8 = row.getBytes(column);
            return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
        }
        if (row.getObject(column) instanceof String text) {
            return text;
        }
        throw new TypeException(column, "TEXT");
    }

    @Nullable String optionalText(int column) throws SQLException {
        Object value = row.getObject(column);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new TypeException(column, "TEXT");
    }

    byte[] bytes(int column) throws SQLException {
        Object value = checked ? row.getBytes(column) : row.getObject(column);
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new TypeException(column, "BLOB");
    }

    byte @Nullable [] optionalBytes(int column) throws SQLException {
        Object value = row.getObject(column);
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw new TypeException(column, "BLOB");
    }

    long number(int column) throws SQLException {
        if (checked) {
            return row.getLong(column);
        }
        Object value = row.getObject(column);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw new TypeException(column, "INTEGER");
    }

    @Nullable Long optionalNumber(int column) throws SQLException {
        return row.getObject(column) == null ? null : Long.valueOf(number(column));
    }

    /**
     * Seconds since 1970.
     *
     * @throws DateTimeException when no time is so many
     */
    Instant time(int column) throws SQLException {
        return Instant.ofEpochSecond(number(column));
    }

    /** As {@link #time}, or null. */
    @Nullable Instant optionalTime(int column) throws SQLException {
        Long seconds = optionalNumber(column);
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
