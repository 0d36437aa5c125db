package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.SharedKms;

/** Cipher CMK: Encrypt and Decrypt of the KMS through the JCA. */
class CmkCipherTest extends SharedKms {
    private static final byte[] MESSAGE = {1, 2, 3, 4, 5};
    private static final EncryptionContext CONTEXT = EncryptionContext.of("a", "b");

    @Override
    protected void prepare() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("other", KeySpec.ALIYUN_AES_256);
        kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
    }

    private Cipher cipher(int mode, String alias, EncryptionContext context)
            throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(mode, kms().handle(alias), context);
        return cipher;
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes", "sm4"})
    void encryptsAsKmsDoesAndBack(String alias) throws GeneralSecurityException {
        byte[] blob = cipher(Cipher.ENCRYPT_MODE, alias, CONTEXT).doFinal(MESSAGE);
        assertThat(kms().kms().decrypt(blob, CONTEXT).toByteArray()).isEqualTo(MESSAGE);
        byte[] made = kms().kms().encrypt("alias/" + alias, MESSAGE, CONTEXT).toByteArray();
        assertThat(cipher(Cipher.DECRYPT_MODE, alias, CONTEXT).doFinal(made)).isEqualTo(MESSAGE);
    }

    @Test
    void oneInitialisationServesManyMessages() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        byte[] first = cipher.doFinal(MESSAGE);
        cipher.update(MESSAGE, 0, 2);
        byte[] second = cipher.doFinal(MESSAGE, 2, 3);
        assertThat(first).isNotEqualTo(second);
        for (byte[] blob : new byte[][] {first, second}) {
            assertThat(kms().kms().decrypt(blob, EncryptionContext.empty()).toByteArray())
                    .isEqualTo(MESSAGE);
        }
        assertThat(cipher.getIV()).isNull();
        assertThat(cipher.getParameters()).isNull();
    }

    @Test
    void buffersAndShortOutputsBehave() throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, "aes", CONTEXT);
        ByteBuffer output = ByteBuffer.allocateDirect(cipher.getOutputSize(MESSAGE.length));
        cipher.doFinal(ByteBuffer.wrap(MESSAGE).asReadOnlyBuffer(), output);
        output.flip();
        byte[] blob = new byte[output.remaining()];
        output.get(blob);
        Cipher back = cipher(Cipher.DECRYPT_MODE, "aes", CONTEXT);
        assertThatThrownBy(() -> back.doFinal(blob, 0, blob.length, new byte[4], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] room = new byte[6];
        assertThat(back.doFinal(blob, 0, blob.length, room, 1)).isEqualTo(5);
        assertThat(Arrays.copyOfRange(room, 1, 6)).isEqualTo(MESSAGE);
    }

    @Test
    void changedBlobAnotherContextAndAnotherKeyAreOneException() throws GeneralSecurityException {
        byte[] blob = cipher(Cipher.ENCRYPT_MODE, "aes", CONTEXT).doFinal(MESSAGE);
        byte[] changed = blob.clone();
        changed[50] ^= 1;
        assertRefused(cipher(Cipher.DECRYPT_MODE, "aes", CONTEXT), changed);
        assertRefused(cipher(Cipher.DECRYPT_MODE, "aes", EncryptionContext.empty()), blob);
        assertRefused(cipher(Cipher.DECRYPT_MODE, "other", CONTEXT), blob);
        assertRefused(cipher(Cipher.DECRYPT_MODE, "aes", CONTEXT), new byte[3]);
        assertRefused(cipher(Cipher.DECRYPT_MODE, "aes", CONTEXT), new byte[100]);
    }

    private static void assertRefused(Cipher cipher, byte[] blob) {
        assertThatThrownBy(() -> cipher.doFinal(blob))
                .isInstanceOf(AEADBadTagException.class)
                .hasCauseInstanceOf(KmsException.class);
    }

    @Test
    void moreThan6KilobytesIsRefusedAndTheWayToDataKeysIsTold() throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, "aes", CONTEXT);
        for (int i = 0; i < 20; i++) {
            cipher.update(new byte[1000]);
        }
        assertThatThrownBy(cipher::doFinal)
                .isInstanceOf(IllegalBlockSizeException.class)
                .hasMessageContaining("DataKeySpec");
        assertThat(kms().kms().decrypt(cipher.doFinal(MESSAGE), CONTEXT).toByteArray())
                .isEqualTo(MESSAGE);
        assertThat(cipher.doFinal(new byte[6144])).hasSize(6144 + 64);
    }

    @Test
    void wrapsWhatUnwrapsHereAndAtTheKms() throws GeneralSecurityException {
        SecretKey key = new SecretKeySpec(new byte[24], "AES");
        byte[] wrapped = cipher(Cipher.WRAP_MODE, "aes", CONTEXT).wrap(key);
        assertThat(
                        cipher(Cipher.UNWRAP_MODE, "aes", CONTEXT)
                                .unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isEqualTo(key);
        assertThat(kms().kms().decryptDataKey(wrapped, CONTEXT).getEncoded())
                .isEqualTo(key.getEncoded());
        assertThatThrownBy(
                        () ->
                                cipher(Cipher.UNWRAP_MODE, "aes", EncryptionContext.empty())
                                        .unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    /** What is wrapped must unwrap: data keys have 1024 bytes at most. */
    @Test
    void keyThatWouldNotUnwrapIsNotWrapped() throws GeneralSecurityException {
        SecretKey longest = new SecretKeySpec(new byte[1024], "AES");
        byte[] wrapped = cipher(Cipher.WRAP_MODE, "aes", CONTEXT).wrap(longest);
        assertThat(
                        cipher(Cipher.UNWRAP_MODE, "aes", CONTEXT)
                                .unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isEqualTo(longest);
        SecretKey longer = new SecretKeySpec(new byte[1025], "AES");
        assertThatThrownBy(() -> cipher(Cipher.WRAP_MODE, "aes", CONTEXT).wrap(longer))
                .isInstanceOf(IllegalBlockSizeException.class)
                .hasMessageContaining("1024");
    }

    @Test
    void otherKeysAndParametersAreRefused() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("rsa")))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, kms().handle("rsa")))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.ENCRYPT_MODE,
                                        kms().handle("aes"),
                                        new IvParameterSpec(new byte[12])))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("EncryptionContext");
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms().provider());
        generator.init(256);
        SecretKey kept = generator.generateKey();
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, kept))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("store it");
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stateIsAskedAtInitAndAtTheEnd() throws GeneralSecurityException {
        kms().create("switched", KeySpec.ALIYUN_AES_256);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, "switched", CONTEXT);
        kms().kms().disableKey(kms().keyId("switched"));
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("Rejected.Disabled");
        assertThatThrownBy(() -> cipher(Cipher.ENCRYPT_MODE, "switched", CONTEXT))
                .isInstanceOf(InvalidKeyException.class)
                .hasCauseInstanceOf(KmsException.class);
    }
}
