package org.kmsjca.crypto.streaming;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.kmsjca.mechanism.CipherDirection;

/**
 * One message of any length, cut into segments that are encrypted or decrypted when they are
 * complete. A segment is held until something follows it, since the last one is marked. Needs the
 * memory of one segment. Not thread-safe.
 *
 * <p>After {@link #finish}, and after any exception, it must not be used again.
 */
public final class SegmentedStream {
    /** The bytes of the header before the first segment. */
    public static final int HEADER_LENGTH = StreamHeader.LENGTH;

    private final SegmentCipher cipher;
    private final StreamHeader header;
    private final boolean encrypting;

    /** The bytes that an input segment grows by, negative in decryption. */
    private final int growth;

    private final int inputSegment;
    private byte[] held;
    private int heldLength;

    /** The bytes of input that the current segment takes. */
    private int room;

    private SegmentedStream(
            CipherDirection direction,
            StreamHeader header,
            byte[] key,
            byte[] associatedData,
            int segmentSize) {
        this.header = header;
        this.cipher = new SegmentCipher(direction, header, key, associatedData);
        this.encrypting = direction == CipherDirection.ENCRYPT;
        this.growth = encrypting ? SegmentCipher.TAG_LENGTH : -SegmentCipher.TAG_LENGTH;
        this.inputSegment = encrypting ? segmentSize - SegmentCipher.TAG_LENGTH : segmentSize;
        this.room = inputSegment - HEADER_LENGTH;
        this.held = new byte[Math.min(inputSegment, 1024)];
    }

    /**
     * Encrypts a message; {@link #header} goes before the output.
     *
     * @param key the caller's to wipe
     * @param segmentSize of the ciphertext, with tag, in bytes; the header counts to the first one
     */
    public static SegmentedStream encrypting(byte[] key, byte[] associatedData, int segmentSize) {
        return new SegmentedStream(
                CipherDirection.ENCRYPT, StreamHeader.random(), key, associatedData, segmentSize);
    }

    /**
     * Decrypts the message with this header, of {@link #HEADER_LENGTH} bytes.
     *
     * @throws AEADBadTagException when it is none
     */
    public static SegmentedStream decrypting(
            byte[] key, byte[] associatedData, int segmentSize, byte[] header)
            throws AEADBadTagException {
        return new SegmentedStream(
                CipherDirection.DECRYPT,
                StreamHeader.parse(header),
                key,
                associatedData,
                segmentSize);
    }

    /** The length of the segments of so long a message, in bytes. */
    public static long ciphertextLength(long plaintextLength, int segmentSize) {
        long full = (long) segmentSize - SegmentCipher.TAG_LENGTH;
        return outputLength(plaintextLength, full - HEADER_LENGTH, full, SegmentCipher.TAG_LENGTH);
    }

    /** The length of the message in segments of that length all together, in bytes. */
    public static long plaintextLength(long ciphertextLength, int segmentSize) {
        return outputLength(
                ciphertextLength,
                (long) segmentSize - HEADER_LENGTH,
                segmentSize,
                -SegmentCipher.TAG_LENGTH);
    }

    private static long outputLength(long length, long first, long full, int growth) {
        long taken = takenByUpdate(length, first, full);
        return writtenByUpdate(taken, first, full, growth) + Math.max(0, length - taken + growth);
    }

    /** Gives the bytes of input in segments that something follows. */
    private static long takenByUpdate(long length, long first, long full) {
        return length <= first ? 0 : first + (length - first - 1) / full * full;
    }

    private static long writtenByUpdate(long taken, long first, long full, int growth) {
        return taken == 0 ? 0 : taken + (1 + (taken - first) / full) * growth;
    }

    /** Gives the header before the segments; the array is the caller's. */
    public byte[] header() {
        return header.encoded();
    }

    /** Gives the bytes that {@link #update} writes for so much input. */
    public long updateSize(int length) {
        long taken = takenByUpdate((long) heldLength + length, room, inputSegment);
        return writtenByUpdate(taken, room, inputSegment, growth);
    }

    /**
     * Gives the bytes that {@link #update} and {@link #finish} write together for so much input.
     */
    public long finalSize(int length) {
        return outputLength((long) heldLength + length, room, inputSegment, growth);
    }

    /**
     * Takes input, which must not overlap the output, and writes the segments that are complete.
     *
     * @throws AEADBadTagException when one of them is not authentic; what was written is wiped
     */
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws AEADBadTagException {
        int taken = 0;
        int written = 0;
        boolean done = false;
        try {
            while ((long) heldLength + (length - taken) > room) {
                boolean direct = heldLength == 0;
                int more = room - heldLength;
                if (!direct) {
                    hold(input, offset + taken, more);
                }
                written +=
                        cipher.process(
                                direct ? input : held,
                                direct ? offset + taken : 0,
                                room,
                                false,
                                output,
                                outputOffset + written);
                taken += more;
                heldLength = 0;
                room = inputSegment;
            }
            hold(input, offset + taken, length - taken);
            done = true;
            return written;
        } finally {
            if (!done) {
                Arrays.fill(output, outputOffset, outputOffset + written, (byte) 0);
            }
        }
    }

    private void hold(byte[] input, int offset, int length) {
        if (heldLength + length > held.length) {
            byte[] larger =
                    Arrays.copyOf(
                            held,
                            Math.min(inputSegment, Math.max(2 * held.length, heldLength + length)));
            Arrays.fill(held, (byte) 0);
            held = larger;
        }
        System.arraycopy(input, offset, held, heldLength, length);
        heldLength += length;
    }

    /**
     * Writes the last segment, and wipes what was held.
     *
     * @throws AEADBadTagException when it is not authentic, also because something after it is
     *     missing
     */
    public int finish(byte[] output, int outputOffset) throws AEADBadTagException {
        try {
            if (!encrypting && heldLength < SegmentCipher.TAG_LENGTH) {
                throw new AEADBadTagException("the stream ends within a segment");
            }
            return cipher.process(held, 0, heldLength, true, output, outputOffset);
        } finally {
            wipe();
        }
    }

    /** Forgets the input that is held. */
    public void wipe() {
        Arrays.fill(held, (byte) 0);
        heldLength = 0;
    }
}
