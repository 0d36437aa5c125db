package org.kmsjca.store;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.StoredText;

/** Values on their way into a row. */
final class StoredValues {
    /**
     * Bytes of one value, many times those of a large certificate. What is longer is not written,
     * as {@link PostgresTables} would not read it.
     */
    static final int LONGEST = 1 << 20;

    private StoredValues() {}

    /**
     * Sets a parameter of a statement; times are seconds.
     *
     * @throws KmsException with InvalidParameter when the value is longer than {@link #LONGEST}
     */
    static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        checkLength(value);
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Instant time) {
            statement.setLong(index, time.getEpochSecond());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof String text) {
            statement.setString(index, StoredText.check("a text of the store", text));
        } else {
            statement.setObject(index, value);
        }
    }

    /** Refuses what no store would read again. */
    static void checkLength(@Nullable Object value) {
        int length = 0;
        if (value instanceof byte[] bytes) {
            length = bytes.length;
        } else if (value instanceof String text && text.length() > LONGEST / 3) {
            length = text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (length > LONGEST) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "a certificate or text of %s bytes is longer than the %s that a store keeps; nothing is changed"
                            .formatted(length, LONGEST));
        }
    }
}
