package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;

/**
 * Modules crash when they are asked for the size of an output with a null pointer. From Java 22 on
 * they are never asked; the wrapper, before it, always asks.
 */
class OutputBuffersTest {
    /** Outputs get a buffer at once in this JVM. */
    static final boolean GIVES_BUFFERS = Runtime.version().feature() >= 22;

    @TempDir private Path directory;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        shim = Shim.beforeSoftHsm(directory, "-DANSWERS_NO_QUESTIONS=1");
        kms = HsmKms.open(directory, SoftHsm.token("kms-output-buffers").settings(shim.library()));
    }

    @AfterEach
    void close() {
        kms.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationWorksWithoutAQuestion(Operation operation) throws Exception {
        if (GIVES_BUFFERS) {
            Operation.Handle handle = operation.create(kms);
            operation.run(kms, handle);
            operation.run(kms, handle);
        } else if (operation == Operation.ECDSA) {
            assertThatThrownBy(() -> operation.run(kms, operation.create(kms))).isNotNull();
        }
    }

    @Test
    void messagesOfAllLengthsHaveTheirMac() throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        Mac expected = Mac.getInstance("HmacSHA256", "SunJCE");
        expected.init(new SecretKeySpec(key, "HmacSHA256"));
        if (!GIVES_BUFFERS) {
            assertThatThrownBy(() -> importMacKey(key)).isNotNull();
            return;
        }
        SecretKey handle = importMacKey(key);
        for (int length : new int[] {0, 1, 4096, 70_000, 1_000_000}) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) length);
            Mac mac = Mac.getInstance("HmacSHA256", kms.provider());
            mac.init(handle);
            assertThat(mac.doFinal(message)).isEqualTo(expected.doFinal(message));
        }
    }

    private SecretKey importMacKey(byte[] key) throws GeneralSecurityException {
        return (SecretKey) kms.importKey("mac", new SecretKeySpec(key, "HmacSHA256"));
    }
}
