package org.kmsjca.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKey;

/**
 * An envelope that Python computed ({@code make.py} beside it). Its data key is given: the id of a
 * key version is in what the content is bound to, and no other KMS has that version.
 */
class GoldenEnvelopeTest {
    private static final Path GOLDEN =
            Path.of("../conformance-tests/src/test/resources/golden/envelope");
    private static final String VERSION = "0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9";

    private static byte[] message() {
        byte[] message = new byte[33_000];
        for (long i = 0; i < message.length; i++) {
            message[(int) i] = (byte) (i * i % 251);
        }
        return message;
    }

    private static byte[] dataKey() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (0x40 + i);
        }
        return key;
    }

    private static DataKey open(byte[] edk) {
        assertThat(edk).hasSize(108);
        assertThat(new String(edk, 0, 36, StandardCharsets.US_ASCII)).isEqualTo(VERSION);
        return new DataKey("AES", dataKey(), new CiphertextBlob("key", VERSION, edk));
    }

    @Test
    void goldenEnvelopeOpens() throws IOException, AEADBadTagException {
        byte[] envelope = Files.readAllBytes(GOLDEN);
        assertThat(EnvelopeEncryption.envelopeLength(33_000)).isEqualTo(envelope.length);
        EnvelopeOperation operation =
                new EnvelopeDecryptor(edk -> new EnvelopeKeys.Opened(open(edk), () -> {}));
        byte[] output = new byte[40_000];
        int length = operation.update(envelope, 0, envelope.length, output, 0);
        length += operation.finish(output, length);
        assertThat(Arrays.copyOf(output, length)).isEqualTo(message());
    }
}
