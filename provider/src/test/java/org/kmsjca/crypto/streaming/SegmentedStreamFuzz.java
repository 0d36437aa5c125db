package org.kmsjca.crypto.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/** Messages in pieces of any size. */
class SegmentedStreamFuzz {
    private static final byte[] KEY = new byte[32];
    private static final byte[] ASSOCIATED_DATA = {1, 2, 3};

    /** So small that short inputs have many segments. */
    private static final int SEGMENT = 64;

    /** The first byte is how large the pieces are, the rest the message. */
    @FuzzTest(maxDuration = "10m")
    void piecesOfAnySizeGiveTheMessage(byte[] bytes) throws AEADBadTagException {
        if (bytes.length == 0) {
            return;
        }
        int piece = 1 + (bytes[0] & 0x7F);
        byte[] message = Arrays.copyOfRange(bytes, 1, bytes.length);
        SegmentedStream encrypting = SegmentedStream.encrypting(KEY, ASSOCIATED_DATA, SEGMENT);
        byte[] content = run(encrypting, message, piece);
        assertThat(content)
                .hasSize(
                        Math.toIntExact(SegmentedStream.ciphertextLength(message.length, SEGMENT)));
        assertThat(SegmentedStream.plaintextLength(content.length, SEGMENT))
                .isEqualTo(message.length);
        for (int other : new int[] {1, piece, SEGMENT, message.length + 100}) {
            SegmentedStream decrypting =
                    SegmentedStream.decrypting(KEY, ASSOCIATED_DATA, SEGMENT, encrypting.header());
            assertThat(run(decrypting, content, other)).isEqualTo(message);
        }
    }

    private static byte[] run(SegmentedStream stream, byte[] input, int piece)
            throws AEADBadTagException {
        var output = new ByteArrayOutputStream();
        for (int done = 0; done < input.length; done += piece) {
            int length = Math.min(piece, input.length - done);
            byte[] exact = new byte[Math.toIntExact(stream.updateSize(length))];
            assertThat(stream.update(input, done, length, exact, 0)).isEqualTo(exact.length);
            output.writeBytes(exact);
        }
        byte[] rest = new byte[Math.toIntExact(stream.finalSize(0))];
        assertThat(stream.finish(rest, 0)).isEqualTo(rest.length);
        output.writeBytes(rest);
        return output.toByteArray();
    }
}
