package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/** Handles outlive the closing of their KMS when the provider opens it again. */
class ReopenedHandleTest {
    @TempDir private Path directory;

    @Test
    void handleOfBeforeWorksAgainAndSeesTheStateOfNow() throws Exception {
        Path file = directory.resolve("kms.properties");
        Files.writeString(file, "home=" + directory.resolve("home") + "\nroot=keyfile\n");
        KmsProvider provider = (KmsProvider) new KmsProvider().configure(file.toString());
        try {
            String id =
                    Kms.of(provider)
                            .createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("aes").build())
                            .keyId();
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            Key handle = keys.getKey("aes", null);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, handle);
            byte[] ciphertext = cipher.doFinal(new byte[5]);

            provider.close();
            Kms.of(provider).describeKey(id); // opens it again

            Cipher decryptor = Cipher.getInstance("AES/GCM/NoPadding", provider);
            decryptor.init(Cipher.DECRYPT_MODE, handle, cipher.getParameters());
            assertThat(decryptor.doFinal(ciphertext)).isEqualTo(new byte[5]);
            assertThat(handle).isEqualTo(keys.getKey("aes", null));

            Kms.of(provider).disableKey(id);
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, handle))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("Rejected.Disabled");
        } finally {
            provider.close();
        }
    }
}
