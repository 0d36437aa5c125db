package org.kmsjca;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a ciphertext of the KMS is bound to: names and values that are not secret, not kept in the
 * ciphertext, and needed again to decrypt it. Equal contexts have equal names and values, in any
 * order. Immutable.
 *
 * <p>Also the parameters of {@code Cipher.getInstance("CMK", "KMS")}.
 */
public final class EncryptionContext implements AlgorithmParameterSpec {
    /** The most characters that a context may have as JSON. */
    public static final int MAXIMUM_LENGTH = 8192;

    private static final EncryptionContext EMPTY = new EncryptionContext(Map.of());

    private final Map<String, String> entries;

    private EncryptionContext(Map<String, String> entries) {
        this.entries = Collections.unmodifiableSortedMap(sorted(entries));
    }

    /** One entry after the other, since a SortedMap's own order would be taken over. */
    private static SortedMap<String, String> sorted(Map<String, String> entries) {
        SortedMap<String, String> sorted = new TreeMap<>();
        int taken = 0;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (entry.getKey() instanceof String name && entry.getValue() instanceof String value) {
                sorted.put(name, value);
            } else {
                throw invalid("has a name or a value that is no String, but null or another class");
            }
            if (++taken > MAXIMUM_LENGTH) {
                throw invalid("has more names than its " + MAXIMUM_LENGTH + " characters can be");
            }
        }
        return sorted;
    }

    private static KmsException invalid(String why) {
        return new KmsException(KmsErrorCode.INVALID_PARAMETER, "the EncryptionContext " + why);
    }

    /** No context: the ciphertext is bound to nothing but its key. */
    public static EncryptionContext empty() {
        return EMPTY;
    }

    /** A context of one name. */
    public static EncryptionContext of(String name, String value) {
        return of(Map.of(name, value));
    }

    /**
     * A context of these names and values.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is longer than
     *     {@link #MAXIMUM_LENGTH} characters as JSON, or when it has null or surrogates that stand
     *     alone
     */
    public static EncryptionContext of(Map<String, String> entries) {
        var context = new EncryptionContext(entries);
        context.checkUnicode();
        int length = context.lengthAsJson();
        if (length > MAXIMUM_LENGTH) {
            throw invalid("has " + length + " characters as JSON, allowed are " + MAXIMUM_LENGTH);
        }
        return context;
    }

    /** Half a character would become the same byte as any other half. */
    private void checkUnicode() {
        CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
        entries.forEach(
                (name, value) -> {
                    if (!utf8.canEncode(name) || !utf8.canEncode(value)) {
                        throw invalid(
                                "has a name or a value that is not Unicode:"
                                        + " a surrogate stands alone");
                    }
                });
    }

    /** Names and values, sorted by name; unmodifiable. */
    public Map<String, String> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** {"name":"value",...}, with what JSON escapes counted as it is escaped. */
    private int lengthAsJson() {
        int length = 2 + Math.max(0, entries.size() - 1);
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            length += 1 + quotedLength(entry.getKey()) + quotedLength(entry.getValue());
        }
        return length;
    }

    private static int quotedLength(String text) {
        int length = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                length += 2;
            } else {
                length += c < ' ' ? 6 : 1;
            }
        }
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncryptionContext that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return "EncryptionContext" + entries;
    }
}
