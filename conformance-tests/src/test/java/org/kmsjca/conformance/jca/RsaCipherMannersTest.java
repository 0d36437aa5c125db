package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** What RSA ciphers answer when they are used in unusual ways. */
class RsaCipherMannersTest extends SharedKms {
    private static final int MODULUS = 256;
    private static final byte[] MESSAGE = SymmetricCase.bytes(32, 32);

    private PrivateKey handle;
    private PublicKey publicKey;

    @Override
    protected void prepare() {
        publicKey = TestKeys.pair(KeySpec.RSA_2048).getPublic();
        handle = kms().importForDecryption("rsa", TestKeys.pair(KeySpec.RSA_2048));
    }

    static List<RsaCipherCase> all() {
        return RsaCipherCase.all();
    }

    private Cipher ours(RsaCipherCase test, int mode) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(test.transformation());
        boolean encrypting = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
        cipher.init(mode, encrypting ? publicKey : handle);
        return cipher;
    }

    @ParameterizedTest
    @MethodSource("all")
    void wrongHalfIsRefused(RsaCipherCase test) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(test.transformation());
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
            assertThatThrownBy(() -> cipher.init(mode, handle))
                    .isInstanceOf(InvalidKeyException.class);
        }
        for (int mode : new int[] {Cipher.DECRYPT_MODE, Cipher.UNWRAP_MODE}) {
            assertThatThrownBy(() -> cipher.init(mode, publicKey))
                    .isInstanceOf(InvalidKeyException.class);
            assertThatThrownBy(
                            () -> cipher.init(mode, TestKeys.pair(KeySpec.RSA_2048).getPrivate()))
                    .isInstanceOf(InvalidKeyException.class);
        }
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, (Key) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, (Key) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void messageInPartsIsOneMessageAndTheObjectIsReusable(RsaCipherCase test)
            throws GeneralSecurityException {
        Cipher encryption = ours(test, Cipher.ENCRYPT_MODE);
        Cipher decryption = ours(test, Cipher.DECRYPT_MODE);
        assertThat(encryption.getOutputSize(1)).isEqualTo(MODULUS);
        assertThat(decryption.getOutputSize(MODULUS)).isEqualTo(MODULUS);
        for (int i = 0; i < 2; i++) {
            assertThat(encryption.update(MESSAGE, 0, 10)).isNullOrEmpty();
            byte[] encrypted = encryption.doFinal(MESSAGE, 10, 22);
            assertThat(decryption.update(encrypted, 0, 100)).isNullOrEmpty();
            ByteBuffer output = ByteBuffer.allocateDirect(MODULUS);
            decryption.doFinal(
                    ByteBuffer.wrap(encrypted, 100, MODULUS - 100).asReadOnlyBuffer(), output);
            byte[] result = new byte[output.position()];
            output.flip().get(result);
            assertThat(result).isEqualTo(MESSAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void tooLongInputIsAnIllegalBlockSize(RsaCipherCase test) throws GeneralSecurityException {
        Cipher encryption = ours(test, Cipher.ENCRYPT_MODE);
        assertThatThrownBy(() -> encryption.doFinal(new byte[MODULUS - 5]))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(encryption.doFinal(MESSAGE)).hasSize(MODULUS);
        Cipher decryption = ours(test, Cipher.DECRYPT_MODE);
        assertThatThrownBy(() -> decryption.doFinal(new byte[MODULUS + 1]))
                .isInstanceOf(IllegalBlockSizeException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyBadCiphertextHasOneAnswer(RsaCipherCase test) throws GeneralSecurityException {
        byte[] changed = ours(test, Cipher.ENCRYPT_MODE).doFinal(MESSAGE);
        changed[MODULUS - 1] ^= 1;
        byte[] overModulus = new byte[MODULUS];
        Arrays.fill(overModulus, (byte) 0xff);
        byte[] modulus = ((RSAKey) publicKey).getModulus().toByteArray();
        Cipher cipher = ours(test, Cipher.DECRYPT_MODE);
        Set<String> messages = new HashSet<>();
        for (byte[] bad :
                List.of(
                        changed,
                        new byte[MODULUS],
                        new byte[0],
                        Arrays.copyOf(changed, MODULUS - 1),
                        overModulus,
                        Arrays.copyOfRange(modulus, 1, MODULUS + 1))) {
            Throwable failure = catchThrowable(() -> cipher.doFinal(bad));
            assertThat(failure)
                    .as("%d bytes", bad.length)
                    .isInstanceOf(BadPaddingException.class)
                    .hasNoCause();
            messages.add(failure.getMessage());
        }
        assertThat(messages).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatDoesNotUnwrapIsAnInvalidKey(RsaCipherCase test) throws GeneralSecurityException {
        Cipher cipher = ours(test, Cipher.UNWRAP_MODE);
        for (int length : new int[] {0, 10, MODULUS, MODULUS + 1}) {
            assertThatThrownBy(() -> cipher.unwrap(new byte[length], "AES", Cipher.SECRET_KEY))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidKeyException.class);
        }
        Cipher wrapping = ours(test, Cipher.WRAP_MODE);
        assertThatThrownBy(() -> wrapping.wrap(new SecretKeySpec(new byte[MODULUS], "X")))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> wrapping.wrap(handle)).isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void tooLittleRoomConsumesNothing(RsaCipherCase test) throws GeneralSecurityException {
        Cipher encryption = ours(test, Cipher.ENCRYPT_MODE);
        encryption.update(MESSAGE, 0, 4);
        assertThatThrownBy(() -> encryption.doFinal(MESSAGE, 4, 28, new byte[MODULUS - 1], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] encrypted = new byte[MODULUS];
        assertThat(encryption.doFinal(MESSAGE, 4, 28, encrypted, 0)).isEqualTo(MODULUS);
        Cipher decryption = ours(test, Cipher.DECRYPT_MODE);
        decryption.update(encrypted, 0, 4);
        assertThatThrownBy(() -> decryption.doFinal(encrypted, 4, MODULUS - 4, new byte[31], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] output = new byte[MODULUS];
        int length = decryption.doFinal(encrypted, 4, MODULUS - 4, output, 0);
        assertThat(Arrays.copyOf(output, length)).isEqualTo(MESSAGE);
    }

    static List<AlgorithmParameterSpec> refusedOaep() {
        return List.of(
                new IvParameterSpec(new byte[16]),
                new OAEPParameterSpec(
                        "MD5", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT),
                new OAEPParameterSpec(
                        "SHA-256", "MGF2", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT),
                new OAEPParameterSpec(
                        "SHA-256",
                        "MGF1",
                        new MGF1ParameterSpec("MD5"),
                        PSource.PSpecified.DEFAULT),
                new OAEPParameterSpec("SHA-256", "MGF1", null, PSource.PSpecified.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("refusedOaep")
    void parametersThatAreNotOfOaepAreRefused(AlgorithmParameterSpec spec)
            throws GeneralSecurityException {
        Cipher cipher = kms().cipher("RSA/ECB/OAEPPadding");
        assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, handle, spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, publicKey, spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void pkcs1PaddingTakesNoParametersAndLetsJsseGoOn() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("RSA/ECB/PKCS1Padding");
        AlgorithmParameterSpec spec = new IvParameterSpec(new byte[16]);
        assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, handle, spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.UNWRAP_MODE, handle, spec))
                .as("JSSE decrypts instead when it meets this")
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void plainRsaMeansPkcs1Padding() throws GeneralSecurityException {
        Cipher sun = Cipher.getInstance("RSA/ECB/PKCS1Padding", Peers.SUN_JCE);
        sun.init(Cipher.ENCRYPT_MODE, publicKey);
        Cipher ours = kms().cipher("RSA");
        ours.init(Cipher.DECRYPT_MODE, handle);
        assertThat(ours.doFinal(sun.doFinal(MESSAGE))).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA/ECB/OAEPWithMD5AndMGF1Padding", "RSA/ECB/NoPadding"})
    void weakNamesAreNotOffered(String name) {
        assertThat(catchThrowable(() -> kms().cipher(name)))
                .isInstanceOfAny(NoSuchPaddingException.class, NoSuchAlgorithmException.class);
    }

    @Test
    void blockSizeIsZeroAndThereIsNoIv() throws GeneralSecurityException {
        Cipher cipher = ours(new RsaCipherCase("RSA/ECB/PKCS1Padding", null), Cipher.DECRYPT_MODE);
        assertThat(cipher.getBlockSize()).isZero();
        assertThat(cipher.getIV()).isNull();
        assertThat(cipher.getParameters()).isNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void keysWithoutNumbersAreRefused(RsaCipherCase test) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(test.transformation());
        for (Key key :
                List.of(
                        new IncompleteKey(null, BigInteger.TEN),
                        new IncompleteKey(BigInteger.TEN, null),
                        new IncompleteKey(null, null))) {
            for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
                assertThatThrownBy(() -> cipher.init(mode, key))
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    private record IncompleteKey(BigInteger getModulus, BigInteger getPublicExponent)
            implements RSAPublicKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
