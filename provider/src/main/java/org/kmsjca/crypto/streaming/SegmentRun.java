package org.kmsjca.crypto.streaming;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * Segments that follow one another, none of them the stream's last.
 *
 * @param first number of the first one in the stream
 * @param inputLength of one, in bytes
 * @param outputLength of one, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's, for one call
record SegmentRun(
        long first,
        int count,
        byte[] input,
        int inputOffset,
        int inputLength,
        byte[] output,
        int outputOffset,
        int outputLength) {
    /** Of all segments, in bytes. */
    int written() {
        return count * outputLength;
    }

    /** Processes the segments from one to before another, counted within this run. */
    void process(SegmentCipher cipher, int from, int to) throws AEADBadTagException {
        for (int index = from; index < to; index++) {
            cipher.process(
                    first + index,
                    false,
                    input,
                    inputOffset + index * inputLength,
                    inputLength,
                    output,
                    outputOffset + index * outputLength);
        }
    }

    void wipeOutput() {
        Arrays.fill(output, outputOffset, outputOffset + written(), (byte) 0);
    }
}
