package org.kmsjca.protection.hsm;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one call, which is wiped after it.
 *
 * @param buffer direct, of at least that size
 * @param address of its first byte
 * @param size the bytes in use
 * @param arena that ends with the call; null when the memory is kept
 */
record NativeMemory(ByteBuffer buffer, long address, int size, @Nullable AutoCloseable arena)
        implements AutoCloseable {
    private static final byte[] ZEROS = new byte[4096];

    void put(int position, byte[] bytes) {
        buffer.put(position, bytes);
    }

    byte[] get(int position, int length) {
        byte[] bytes = new byte[length];
        buffer.get(position, bytes);
        return bytes;
    }

    @Override
    public void close() {
        for (int done = 0; done < size; done += ZEROS.length) {
            buffer.put(done, ZEROS, 0, Math.min(ZEROS.length, size - done));
        }
        if (arena != null) {
            try {
                arena.close();
            } catch (Exception e) {
                throw new IllegalStateException("the memory of a call could not be freed", e);
            }
        }
    }
}
