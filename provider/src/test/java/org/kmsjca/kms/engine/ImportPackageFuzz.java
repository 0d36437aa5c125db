package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** ImportKeyMaterial with a token or with material that nobody was given. */
class ImportPackageFuzz {
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
    void strangersImportIsRefused(byte[] bytes) {
        byte[] token = kms.waiting().importToken();
        refused(KmsErrorCode.INVALID_KEY_MATERIAL, bytes, token);
        refused(KmsErrorCode.INVALID_IMPORT_TOKEN, new byte[256], bytes);
        byte[] damaged = token.clone();
        for (int i = 0; i < bytes.length; i++) {
            damaged[(i + 1) % damaged.length] ^= bytes[i];
        }
        if (!Arrays.equals(damaged, token)) {
            refused(KmsErrorCode.INVALID_IMPORT_TOKEN, new byte[256], damaged);
        }
        assertThat(kms.state()).isEqualTo(kms.stateAtFirst());
    }

    private static void refused(KmsErrorCode code, byte[] material, byte[] token) {
        try {
            kms.engine().imports().importMaterial(kms.waiting().keyId(), material, token, null);
        } catch (KmsException e) {
            assertThat(e.code()).isEqualTo(code);
            return;
        }
        throw new AssertionError("a stranger's key material was imported");
    }
}
