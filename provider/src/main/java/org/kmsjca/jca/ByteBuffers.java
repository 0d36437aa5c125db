package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/**
 * Runs cipher calls over buffers through the calls over arrays. Positions move only on success;
 * buffers that share memory work at any offset, since input that is not a plain array is copied.
 */
final class ByteBuffers {
    private ByteBuffers() {}

    /** The array form of Cipher.update. */
    interface Update {
        int run(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException;
    }

    /** The array form of Cipher.doFinal. */
    interface Final {
        int run(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException;
    }

    static int update(Update call, int outputSize, ByteBuffer input, ByteBuffer output)
            throws ShortBufferException {
        try {
            return doFinal(call::run, outputSize, input, output);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw new IllegalStateException("an update cannot end a message", e);
        }
    }

    static int doFinal(Final call, int outputSize, ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (output.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int length = input.remaining();
        byte[] source = input.hasArray() ? input.array() : copy(input);
        int offset = input.hasArray() ? input.arrayOffset() + input.position() : 0;
        int written;
        if (output.hasArray() && output.remaining() >= outputSize) {
            written =
                    call.run(
                            source,
                            offset,
                            length,
                            output.array(),
                            output.arrayOffset() + output.position());
            output.position(output.position() + written);
        } else {
            // The result may fit although the announced size does not; the engine tells.
            byte[] target = new byte[Math.min(outputSize, output.remaining())];
            written = call.run(source, offset, length, target, 0);
            output.put(target, 0, written);
            Arrays.fill(target, (byte) 0);
        }
        input.position(input.limit());
        return written;
    }

    private static byte[] copy(ByteBuffer input) {
        byte[] copy = new byte[input.remaining()];
        input.duplicate().get(copy);
        return copy;
    }
}
