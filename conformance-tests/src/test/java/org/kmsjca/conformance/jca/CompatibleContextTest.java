package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;

/** encryption.context=compatible: as the KMS does it, its known weakness included. */
class CompatibleContextTest {
    @Test
    void contextsThatTheKmsCannotTellApartAreOne(@TempDir Path directory) {
        try (KmsUnderTest kms =
                KmsUnderTest.open(
                        ProtectionLevel.SOFTWARE, directory, "encryption.context=compatible")) {
            kms.create("aes", KeySpec.ALIYUN_AES_256);
            byte[] blob =
                    kms.kms()
                            .encrypt("alias/aes", new byte[3], EncryptionContext.of("a", "b&c=d"))
                            .toByteArray();
            assertThat(
                            kms.kms()
                                    .decrypt(blob, EncryptionContext.of(Map.of("a", "b", "c", "d")))
                                    .toByteArray())
                    .isEqualTo(new byte[3]);
        }
    }
}
