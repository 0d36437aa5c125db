package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class TinkTest {
    @RegisterExtension
    static final Consumer TINK =
            Consumer.of(
                    "Tink",
                    Aead.class,
                    "KmsEnvelopeAead.create(parameters, an Aead over Cipher AES/GCM/NoPadding)");

    /** What a program writes: the key that encrypts data keys is a CMK. */
    private record CmkAead(SecretKey key) implements Aead {
        private static final int IV = 12;

        @Override
        public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            cipher.updateAAD(context);
            byte[] made =
                    Arrays.copyOf(cipher.getIV(), IV + cipher.getOutputSize(plaintext.length));
            cipher.doFinal(plaintext, 0, plaintext.length, made, IV);
            return made;
        }

        @Override
        public byte[] decrypt(byte[] ciphertext, byte[] context) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, ciphertext, 0, IV));
            cipher.updateAAD(context);
            return cipher.doFinal(ciphertext, IV, ciphertext.length - IV);
        }
    }

    @Test
    void envelopes() throws GeneralSecurityException {
        AeadConfig.register();
        TINK.worksAtBothLevels(
                "KmsEnvelopeAead",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.ALIYUN_AES_256, level);
                    Aead envelope =
                            KmsEnvelopeAead.create(
                                    PredefinedAeadParameters.AES256_GCM,
                                    new CmkAead(cmk.secretKey()));
                    byte[] text = "Dear Sir".getBytes(StandardCharsets.UTF_8);
                    byte[] context = {1};
                    assertThat(envelope.decrypt(envelope.encrypt(text, context), context))
                            .isEqualTo(text);
                });
    }
}
