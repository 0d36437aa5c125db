package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.Sm2CipherSpec.Format;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/** What the SM2 cipher answers before, after and between messages. */
@SoftHsmLacks("the SM family")
class Sm2CipherMannersTest extends SharedKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 32);

    private KeyPair pair;

    @Override
    protected void prepare() {
        pair = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForDecryption("sm2", pair);
    }

    private Cipher ours(int mode) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        boolean outward = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
        cipher.init(mode, outward ? pair.getPublic() : kms().handle("sm2"));
        return cipher;
    }

    private static void assertUninitialised(Cipher cipher) {
        List<ThrowingCallable> uses =
                List.of(
                        () -> cipher.update(MESSAGE),
                        () -> cipher.doFinal(MESSAGE),
                        () -> cipher.wrap(TestKeys.aes(256)),
                        () -> cipher.unwrap(MESSAGE, "AES", Cipher.SECRET_KEY),
                        () -> cipher.getOutputSize(1));
        assertThat(uses)
                .allSatisfy(
                        use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void nothingWorksBeforeInitAndAfterARefusedOne() throws GeneralSecurityException {
        assertUninitialised(kms().cipher("SM2"));
        assertThat(kms().cipher("SM2").getIV()).isNull();
        assertThat(kms().cipher("SM2").getParameters()).isNull();
        assertThat(kms().cipher("SM2").getBlockSize()).isZero();
        Cipher cipher = ours(Cipher.ENCRYPT_MODE);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, (Key) null))
                .isInstanceOf(InvalidKeyException.class);
        assertUninitialised(cipher);
        Cipher other = ours(Cipher.DECRYPT_MODE);
        AlgorithmParameterSpec iv = new IvParameterSpec(new byte[16]);
        assertThatThrownBy(() -> other.init(Cipher.DECRYPT_MODE, kms().handle("sm2"), iv))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertUninitialised(other);
    }

    @Test
    void algorithmParametersAreRefused() throws GeneralSecurityException {
        AlgorithmParameters aes = AlgorithmParameters.getInstance("AES");
        aes.init(new IvParameterSpec(new byte[16]));
        Cipher cipher = kms().cipher("SM2");
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), aes))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void modesAndPaddingsDoNotExist() {
        for (String name : List.of("SM2/ECB/NoPadding", "SM2/NONE/PKCS1Padding")) {
            assertThatThrownBy(() -> kms().cipher(name))
                    .isInstanceOf(NoSuchAlgorithmException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE})
    void outwardOnlyAnSm2PublicKeyWorks(int mode) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        for (Key wrong :
                List.of(
                        kms().handle("sm2"),
                        pair.getPrivate(),
                        TestKeys.aes(128),
                        TestKeys.pair(KeySpec.EC_P256).getPublic(),
                        TestKeys.pair(KeySpec.RSA_2048).getPublic())) {
            assertThatThrownBy(() -> cipher.init(mode, wrong))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Cipher.DECRYPT_MODE, Cipher.UNWRAP_MODE})
    void inwardOnlyAHandleWorks(int mode) throws GeneralSecurityException {
        Cipher cipher = kms().cipher("SM2");
        kms().create("not-sm2-" + mode, KeySpec.EC_P256);
        for (Key wrong :
                List.of(
                        pair.getPrivate(),
                        pair.getPublic(),
                        kms().publicKey("sm2"),
                        kms().handle("not-sm2-" + mode),
                        TestKeys.pair(KeySpec.RSA_2048).getPrivate())) {
            assertThatThrownBy(() -> cipher.init(mode, wrong))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @Test
    void emptyMessageIsRefused() throws GeneralSecurityException {
        Cipher cipher = ours(Cipher.ENCRYPT_MODE);
        assertThatThrownBy(cipher::doFinal).isInstanceOf(IllegalBlockSizeException.class);
        assertThat(cipher.doFinal(MESSAGE)).hasSize(97 + MESSAGE.length);
    }

    @Test
    void messageInPartsIsOneMessageAndTheObjectIsReusable() throws GeneralSecurityException {
        Cipher encryption = ours(Cipher.ENCRYPT_MODE);
        Cipher decryption = ours(Cipher.DECRYPT_MODE);
        for (int i = 0; i < 3; i++) {
            assertThat(encryption.update(MESSAGE, 0, 10)).isNullOrEmpty();
            byte[] encrypted = encryption.doFinal(MESSAGE, 10, 22);
            assertThat(decryption.update(encrypted, 0, 50)).isNullOrEmpty();
            assertThat(decryption.update(encrypted, 50, encrypted.length - 50)).isNullOrEmpty();
            assertThat(decryption.doFinal()).isEqualTo(MESSAGE);
            assertThatThrownBy(() -> decryption.doFinal(new byte[200]))
                    .isInstanceOf(BadPaddingException.class);
        }
    }

    @Test
    void initForgetsWhatWasTakenIn() throws GeneralSecurityException {
        Cipher cipher = ours(Cipher.ENCRYPT_MODE);
        cipher.update(new byte[100]);
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        assertThat(cipher.doFinal(MESSAGE)).hasSize(97 + MESSAGE.length);
    }

    @Test
    void announcedSizeIsEnough() throws GeneralSecurityException {
        for (Format format : Format.values()) {
            for (int length : new int[] {1, 31, 32, 127, 128, 200, 255, 256, 1000, 6047}) {
                Cipher cipher = kms().cipher("SM2");
                cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic(), new Sm2CipherSpec(format));
                int announced = cipher.getOutputSize(length);
                for (int i = 0; i < 10; i++) {
                    byte[] encrypted = cipher.doFinal(new byte[length]);
                    assertThat(encrypted.length)
                            .as("%d bytes as %s", length, format)
                            .isLessThanOrEqualTo(announced);
                    Cipher back = kms().cipher("SM2");
                    back.init(Cipher.DECRYPT_MODE, kms().handle("sm2"), new Sm2CipherSpec(format));
                    assertThat(back.getOutputSize(encrypted.length)).isGreaterThanOrEqualTo(length);
                }
            }
        }
    }

    @Test
    void tooLittleRoomConsumesNothing() throws GeneralSecurityException {
        Cipher encryption = ours(Cipher.ENCRYPT_MODE);
        encryption.update(MESSAGE, 0, 10);
        assertThatThrownBy(() -> encryption.doFinal(MESSAGE, 10, 22, new byte[128], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] encrypted = new byte[200];
        int length = encryption.doFinal(MESSAGE, 10, 22, encrypted, 0);
        Cipher decryption = ours(Cipher.DECRYPT_MODE);
        assertThatThrownBy(() -> decryption.doFinal(encrypted, 0, length, new byte[31], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] decrypted = new byte[32];
        assertThat(decryption.doFinal(encrypted, 0, length, decrypted, 0)).isEqualTo(32);
        assertThat(decrypted).isEqualTo(MESSAGE);
    }

    @Test
    void buffersOfEveryKindWork() throws GeneralSecurityException {
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuffer input = direct ? ByteBuffer.allocateDirect(32) : ByteBuffer.allocate(32);
            input.put(MESSAGE).flip();
            ByteBuffer output = direct ? ByteBuffer.allocateDirect(200) : ByteBuffer.allocate(200);
            int written = ours(Cipher.ENCRYPT_MODE).doFinal(input.asReadOnlyBuffer(), output);
            assertThat(output.position()).isEqualTo(written);
            output.flip();
            ByteBuffer back = direct ? ByteBuffer.allocateDirect(200) : ByteBuffer.allocate(200);
            assertThat(ours(Cipher.DECRYPT_MODE).doFinal(output, back)).isEqualTo(32);
            byte[] decrypted = new byte[32];
            back.flip().get(decrypted);
            assertThat(decrypted).isEqualTo(MESSAGE);
        }
    }

    @Test
    void outputMayOverwriteInput() throws GeneralSecurityException {
        byte[] memory = Arrays.copyOf(MESSAGE, 200);
        int length = ours(Cipher.ENCRYPT_MODE).doFinal(memory, 0, 32, memory, 0);
        int back = ours(Cipher.DECRYPT_MODE).doFinal(memory, 0, length, memory, 5);
        assertThat(Arrays.copyOfRange(memory, 5, 5 + back)).isEqualTo(MESSAGE);
    }

    @Test
    void keysAreWrappedAndUnwrapped() throws GeneralSecurityException {
        SecretKey key = TestKeys.newSecret(KeySpec.ALIYUN_SM4);
        byte[] wrapped = ours(Cipher.WRAP_MODE).wrap(key);
        Cipher unwrapping = ours(Cipher.UNWRAP_MODE);
        assertThat(unwrapping.unwrap(wrapped, "SM4", Cipher.SECRET_KEY)).isEqualTo(key);
        assertThatThrownBy(() -> unwrapping.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY))
                .isInstanceOf(InvalidKeyException.class);
        wrapped[100] ^= 1;
        assertThatThrownBy(() -> unwrapping.unwrap(wrapped, "SM4", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> ours(Cipher.WRAP_MODE).wrap(kms().handle("sm2")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("does not leave the KMS");
    }

    @Test
    void messagesAndKeysAreNotMixed() throws GeneralSecurityException {
        Cipher wrapping = ours(Cipher.WRAP_MODE);
        assertThatThrownBy(() -> wrapping.doFinal(MESSAGE))
                .isInstanceOf(IllegalStateException.class);
        Cipher encrypting = ours(Cipher.ENCRYPT_MODE);
        assertThatThrownBy(() -> encrypting.wrap(TestKeys.aes(128)))
                .isInstanceOf(IllegalStateException.class);
    }
}
