package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.engine.FuzzedKms;

/** A ciphertext of the KMS from a stranger: at the parser, and at Decrypt behind it. */
class BlobFuzz {
    private static FuzzedKms kms;

    @BeforeAll
    static void open(@TempDir Path home) {
        kms = FuzzedKms.open(home);
    }

    @AfterAll
    static void close() {
        kms.close();
    }

    @FuzzTest(maxDuration = "10m")
    void strangersBlobIsRefused(byte[] bytes) {
        try {
            assertThat(Blob.parse(bytes).encoded()).isEqualTo(bytes);
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
        refusedByDecrypt(bytes);
        // Once more with a version that is there, so that more than the id is looked at.
        refusedByDecrypt(kms.withVersionOf(bytes));
        assertThat(kms.state()).isEqualTo(kms.stateAtFirst());
    }

    private static void refusedByDecrypt(byte[] blob) {
        try {
            kms.engine()
                    .encryption()
                    .decrypt(KmsCall.DECRYPT, null, blob, EncryptionContext.empty());
        } catch (KmsException e) {
            assertThat(e.code()).isIn(KmsErrorCode.INVALID_PARAMETER, KmsErrorCode.KEY_NOT_FOUND);
            return;
        }
        throw new AssertionError("a forged CiphertextBlob was decrypted");
    }
}
