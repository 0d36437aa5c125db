package org.kmsjca.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.engine.FuzzedKms;

/** An envelope from a stranger, from its first byte on and behind a genuine header. */
class EnvelopeFuzz {
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
}
