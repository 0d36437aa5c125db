package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.streaming.SegmentedStream;

/** An envelope from a stranger, from its first byte on and behind a genuine header; any pieces. */
class EnvelopeFuzz {
    private static final byte[] KEY = new byte[32];
    private static final byte[] ASSOCIATED_DATA = {1, 2, 3};

    /** So small that short inputs have many segments. */
    private static final int SEGMENT = 64;

    private static FuzzedKms kms;
    private static byte[] genuine;

    @BeforeAll
    static void open(@TempDir Path home) throws IOException {
        kms = FuzzedKms.open(home);
        var envelope = new ByteArrayOutputStream();
        kms.engine()
                .envelopes()
                .encrypt(
                        kms.usedKeyId(),
                        EncryptionContext.empty(),
                        new ByteArrayInputStream(new byte[100]),
                        envelope);
        genuine = envelope.toByteArray();
    }

    @AfterAll
    static void close() {
        kms.close();
    }

    @FuzzTest(maxDuration = "10m")
    void strangersEnvelopeIsRefused(byte[] bytes) throws IOException {
        if (bytes.length >= EnvelopeHeader.LENGTH) {
            byte[] header = Arrays.copyOf(bytes, EnvelopeHeader.LENGTH);
            try {
                assertThat(EnvelopeHeader.parse(header).encoded()).isEqualTo(header);
            } catch (KmsException e) {
                assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
            }
        }
        refused(bytes);
        byte[] behind = Arrays.copyOf(genuine, EnvelopeHeader.LENGTH + bytes.length);
        System.arraycopy(bytes, 0, behind, EnvelopeHeader.LENGTH, bytes.length);
        refused(behind);
        assertThat(kms.state()).isEqualTo(kms.stateAtFirst());
    }

    private static void refused(byte[] envelope) throws IOException {
        var written = new ByteArrayOutputStream();
        try {
            kms.engine()
                    .envelopes()
                    .decrypt(
                            EncryptionContext.empty(), new ByteArrayInputStream(envelope), written);
        } catch (KmsException e) {
            assertThat(e.code()).isIn(KmsErrorCode.INVALID_PARAMETER, KmsErrorCode.KEY_NOT_FOUND);
            assertThat(written.size()).isZero();
            return;
        }
        throw new AssertionError("a forged envelope was decrypted");
    }

    /** The first byte is how large the pieces are, the rest the message. */
    @FuzzTest(maxDuration = "10m")
    void piecesOfAnySizeGiveTheMessage(byte[] bytes) throws AEADBadTagException {
        if (bytes.length == 0) {
            return;
        }
        int piece = 1 + (bytes[0] & 0x7F);
        byte[] message = Arrays.copyOfRange(bytes, 1, bytes.length);
        SegmentedStream encrypting =
                SegmentedStream.encrypting(KEY, ASSOCIATED_DATA, SEGMENT, new SecureRandom());
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
