package org.kmsjca.protection.hsm;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Collects bytes, and wipes its own array when they are taken. */
final class WipedBuffer extends ByteArrayOutputStream {
    /** Takes what was collected in an array of its own, and empties the buffer. */
    synchronized byte[] take() {
        byte[] taken = toByteArray();
        wipe();
        return taken;
    }

    synchronized void wipe() {
        Arrays.fill(buf, 0, count, (byte) 0);
        reset();
    }

    /** Takes what was collected and these bytes behind it, without a copy where possible. */
    synchronized byte[] takeWith(byte[] input, int offset, int length) {
        if (size() == 0) {
            return offset == 0 && length == input.length
                    ? input
                    : Arrays.copyOfRange(input, offset, offset + length);
        }
        write(input, offset, length);
        return take();
    }
}
