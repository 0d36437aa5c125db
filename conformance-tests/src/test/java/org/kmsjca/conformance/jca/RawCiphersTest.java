package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;

/** A CMK that was made without raw ciphers serves the KMS's own calls only. */
class RawCiphersTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource(ProtectionLevel.class)
    void cipherModesAreRefusedAndTheKmssCallsWork(ProtectionLevel level, @TempDir Path directory)
            throws Exception {
        try (KmsUnderTest kms = KmsUnderTest.open(level, directory)) {
            kms.kms()
                    .createKey(
                            CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                    .alias("closed")
                                    .rawCiphers(false)
                                    .build());
            assertThat(kms.kms().describeKey("alias/closed").rawCiphers()).isFalse();
            Key key = kms.handle("closed");
            for (var service : kms.provider().getServices()) {
                boolean raw =
                        service.getType().equals("Cipher")
                                && service.getAlgorithm().startsWith("AES");
                if (raw) {
                    Cipher cipher = Cipher.getInstance(service.getAlgorithm(), kms.provider());
                    for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
                        assertThatThrownBy(() -> cipher.init(mode, key))
                                .as(service.getAlgorithm())
                                .isInstanceOf(InvalidKeyException.class);
                    }
                }
            }
            assertThatThrownBy(() -> kms.cipher("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, key))
                    .hasMessageContaining("without raw ciphers");
            for (String own : new String[] {"CMK", "CMK/Envelope/NoPadding"}) {
                Cipher encryption = kms.cipher(own);
                encryption.init(Cipher.ENCRYPT_MODE, key);
                byte[] encrypted = encryption.doFinal(MESSAGE);
                Cipher decryption = kms.cipher(own);
                decryption.init(Cipher.DECRYPT_MODE, key);
                assertThat(decryption.doFinal(encrypted)).isEqualTo(MESSAGE);
            }
            KeyGenerator generator = KeyGenerator.getInstance("AES", kms.provider());
            generator.init(DataKeySpec.builder("alias/closed").build());
            assertThat(generator.generateKey().getEncoded()).hasSize(32);
        }
    }
}
