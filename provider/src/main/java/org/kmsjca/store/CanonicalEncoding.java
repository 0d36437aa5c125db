package org.kmsjca.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of a sequence of values; different sequences of one shape never give the same bytes. An
 * opening makes some for each row, mostly before the JVM has compiled anything: hence an array and
 * not a buffer.
 */
final class CanonicalEncoding {
    private static final int CAPACITY = 256;

    private byte[] buffer = new byte[CAPACITY];
    private int length;

    CanonicalEncoding text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    CanonicalEncoding bytes(byte[] value) {
        room(Integer.BYTES + value.length);
        bigEndian(value.length, Integer.BYTES);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    CanonicalEncoding number(long value) {
        room(Long.BYTES);
        bigEndian(value, Long.BYTES);
        return this;
    }

    CanonicalEncoding flag(boolean value) {
        room(1);
        buffer[length++] = (byte) (value ? 1 : 0);
        return this;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    /** Starts anew, in the same memory. */
    CanonicalEncoding clear() {
        length = 0;
        return this;
    }

    private void bigEndian(long value, int octets) {
        for (int shift = Byte.SIZE * (octets - 1); shift >= 0; shift -= Byte.SIZE) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
