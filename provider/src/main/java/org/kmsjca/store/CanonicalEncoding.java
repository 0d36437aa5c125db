package org.kmsjca.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a sequence of values; different sequences of one shape never give the same bytes. */
final class CanonicalEncoding {
    private ByteBuffer buffer = ByteBuffer.allocate(1024);

    CanonicalEncoding text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    CanonicalEncoding bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
        return this;
    }

    CanonicalEncoding number(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    CanonicalEncoding flag(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
        return this;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int more) {
        if (buffer.remaining() < more) {
            int capacity = Math.max(2 * buffer.capacity(), buffer.position() + more);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        return buffer;
    }
}
