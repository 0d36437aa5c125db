package org.kmsjca.crypto.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call with many segments gives out all of them or nothing. */
class SegmentedStreamTest {
    private static final byte[] KEY = new byte[32];
    private static final byte[] ASSOCIATED_DATA = {1, 2, 3};
    private static final int SEGMENT = 64;
    private static final int FIRST = SEGMENT - SegmentedStream.HEADER_LENGTH;
    private static final int MANY = 41;

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        for (int index = 0; index < length; index++) {
            message[index] = (byte) (1 + index % 251);
        }
        return message;
    }

    private static byte[] run(SegmentedStream stream, byte[] input) throws AEADBadTagException {
        byte[] output = new byte[Math.toIntExact(stream.finalSize(input.length))];
        int length = stream.update(input, 0, input.length, output, 0);
        assertThat(length + stream.finish(output, length)).isEqualTo(output.length);
        return output;
    }

    private static SegmentedStream encrypting() {
        return SegmentedStream.encrypting(KEY, ASSOCIATED_DATA, SEGMENT);
    }

    private static SegmentedStream decrypting(byte[] header) throws AEADBadTagException {
        return SegmentedStream.decrypting(KEY, ASSOCIATED_DATA, SEGMENT, header);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 24, 25, 72, 73, 400, 407, 408, 409, 456, 2000, 4096, 65536})
    void messageOfAnyLengthComesBack(int length) throws AEADBadTagException {
        byte[] message = message(length);
        SegmentedStream stream = encrypting();
        byte[] content = run(stream, message);
        assertThat(run(decrypting(stream.header()), content)).isEqualTo(message);
    }

    @Test
    void damagedSegmentAnywhereRefusesAllOfTheCall() throws AEADBadTagException {
        SegmentedStream stream = encrypting();
        byte[] content = run(stream, message(MANY * (SEGMENT - SegmentCipher.TAG_LENGTH)));
        for (int damaged = 0; damaged + SEGMENT < content.length; damaged += SEGMENT) {
            byte[] input = content.clone();
            input[damaged] ^= 1;
            refuses(stream.header(), input);
        }
    }

    @Test
    void exchangedSegmentsAreRefused() throws AEADBadTagException {
        SegmentedStream stream = encrypting();
        byte[] content = run(stream, message(MANY * (SEGMENT - SegmentCipher.TAG_LENGTH)));
        for (int first = FIRST; first + 30 * SEGMENT < content.length; first += SEGMENT) {
            byte[] input = content.clone();
            int second = first + 20 * SEGMENT;
            System.arraycopy(content, second, input, first, SEGMENT);
            System.arraycopy(content, first, input, second, SEGMENT);
            refuses(stream.header(), input);
        }
    }

    private static void refuses(byte[] header, byte[] input) throws AEADBadTagException {
        SegmentedStream stream = decrypting(header);
        byte[] output = new byte[input.length];
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> stream.update(input, 0, input.length, output, 0));
        assertThat(output).containsOnly(0);
    }
}
