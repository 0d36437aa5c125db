package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** What a symmetric cipher answers before, after and between messages. */
class CipherLifeTest extends SharedKms {
    private static final SymmetricCase GCM = new SymmetricCase("AES/GCM/NoPadding", 256);
    private static final SymmetricCase CBC = new SymmetricCase("AES/CBC/PKCS5Padding", 256);
    private static final byte[] MESSAGE = SymmetricCase.bytes(40, 40);

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> all() {
        return SymmetricCase.all();
    }

    static List<SymmetricCase> streams() {
        return SymmetricCase.streams();
    }

    private static void assertUninitialised(Cipher cipher) {
        List<ThrowingCallable> uses =
                List.of(
                        () -> cipher.update(MESSAGE),
                        () -> cipher.doFinal(MESSAGE),
                        () -> cipher.doFinal(),
                        () -> cipher.doFinal(ByteBuffer.allocate(8), ByteBuffer.allocate(64)),
                        () -> cipher.updateAAD(MESSAGE),
                        () -> cipher.wrap(TestKeys.aes(256)),
                        () -> cipher.unwrap(MESSAGE, "AES", Cipher.SECRET_KEY));
        assertThat(uses)
                .allSatisfy(
                        use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingWorksBeforeInit(SymmetricCase test) throws GeneralSecurityException {
        assertUninitialised(kms().cipher(test.transformation()));
        assertThatThrownBy(() -> kms().cipher(test.transformation()).getOutputSize(1))
                .isInstanceOf(IllegalStateException.class);
        assertThat(kms().cipher(test.transformation()).getIV()).isNull();
        assertThat(kms().cipher(test.transformation()).getBlockSize()).isEqualTo(16);
        assertThat(kms().cipher(test.transformation()).getParameters()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void failedInitLeavesItUninitialised(SymmetricCase test) throws GeneralSecurityException {
        Cipher cipher = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, TestKeys.aes(test.keyBits())))
                .isInstanceOf(InvalidKeyException.class);
        assertUninitialised(cipher);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void refusedParametersLeaveItUninitialised(SymmetricCase test) throws GeneralSecurityException {
        Cipher cipher = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
        Key handle = keys.handle(test.keyBits());
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.ENCRYPT_MODE,
                                        handle,
                                        new IvParameterSpec(new byte[3])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertUninitialised(cipher);
    }

    static Stream<Arguments> refusedParameters() {
        AlgorithmParameterSpec iv16 = new IvParameterSpec(new byte[16]);
        AlgorithmParameterSpec iv8 = new IvParameterSpec(new byte[8]);
        AlgorithmParameterSpec gcm = new GCMParameterSpec(128, new byte[12]);
        return Stream.of(
                Arguments.of("AES/GCM/NoPadding", iv16),
                Arguments.of("AES/GCM/NoPadding", new GCMParameterSpec(128, new byte[0])),
                Arguments.of("AES/GCM/NoPadding", new GCMParameterSpec(64, new byte[12])),
                Arguments.of("AES/GCM/NoPadding", new GCMParameterSpec(127, new byte[12])),
                Arguments.of("AES/GCM/NoPadding", new GCMParameterSpec(136, new byte[12])),
                Arguments.of("AES/CBC/PKCS5Padding", gcm),
                Arguments.of("AES/CBC/PKCS5Padding", iv8),
                Arguments.of("AES/CBC/NoPadding", new IvParameterSpec(new byte[17])),
                Arguments.of("AES/CTR/NoPadding", gcm),
                Arguments.of("AES/CTR/NoPadding", iv8));
    }

    @ParameterizedTest
    @MethodSource("refusedParameters")
    void parametersOfAnotherKindAreRefused(String transformation, AlgorithmParameterSpec spec) {
        for (int mode = Cipher.ENCRYPT_MODE; mode <= Cipher.UNWRAP_MODE; mode++) {
            int tried = mode;
            assertThatThrownBy(
                            () -> kms().cipher(transformation).init(tried, keys.handle(256), spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 120, 112, 104, 96})
    void tagOfEachStandardLengthWorks(int bits) throws GeneralSecurityException {
        var parameters = new GCMParameterSpec(bits, new byte[12]);
        byte[] encrypted = keys.ours(GCM, Cipher.ENCRYPT_MODE, parameters).doFinal(MESSAGE);
        assertThat(encrypted)
                .hasSize(MESSAGE.length + bits / 8)
                .isEqualTo(keys.sun(GCM, Cipher.ENCRYPT_MODE, parameters).doFinal(MESSAGE));
    }

    @Test
    void decryptionWithoutParametersIsRefused() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.streams()) {
            Cipher cipher = kms().cipher(test.transformation());
            Key handle = keys.handle(test.keyBits());
            for (int mode : new int[] {Cipher.DECRYPT_MODE, Cipher.UNWRAP_MODE}) {
                assertThatThrownBy(() -> cipher.init(mode, handle))
                        .isInstanceOf(InvalidKeyException.class);
                assertThatThrownBy(() -> cipher.init(mode, handle, (AlgorithmParameterSpec) null))
                        .isInstanceOf(InvalidAlgorithmParameterException.class);
            }
        }
    }

    @Test
    void keysThatAreNoHandlesOfTheKindAreRefused() throws GeneralSecurityException {
        kms().create("rsa", KeySpec.RSA_2048);
        List<Key> wrong =
                List.of(
                        TestKeys.aes(256),
                        kms().publicKey("rsa"),
                        kms().privateKey("rsa"),
                        TestKeys.pair(KeySpec.EC_P256).getPrivate());
        for (SymmetricCase test : SymmetricCase.all()) {
            Cipher cipher = kms().cipher(test.transformation());
            for (Key key : wrong) {
                assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key))
                        .isInstanceOf(InvalidKeyException.class);
            }
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, (Key) null))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @Test
    void nameWithASizeTakesOnlyKeysOfThatSize() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.all()) {
            if (test.transformation().startsWith("AES_")) {
                Key other = keys.handle(test.keyBits() == 128 ? 256 : 128);
                Cipher cipher = kms().cipher(test.transformation());
                assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, other))
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    @Test
    void wrongModeNumberIsRefused() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        assertThatThrownBy(() -> cipher.init(5, keys.handle(256)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void gcmEncryptsOneMessageForEachInit() throws GeneralSecurityException {
        Cipher cipher = keys.ours(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(1));
        cipher.doFinal(MESSAGE);
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.update(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.updateAAD(MESSAGE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cipher.getIV()).isEqualTo(SymmetricCase.bytes(12, 1));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void decryptionStartsAnewAfterEachMessage(SymmetricCase test) throws GeneralSecurityException {
        byte[] clear = SymmetricCase.bytes(48, 1);
        byte[] encrypted = keys.sun(test, Cipher.ENCRYPT_MODE, test.parameters(1)).doFinal(clear);
        Cipher cipher = keys.ours(test, Cipher.DECRYPT_MODE, test.parameters(1));
        for (int i = 0; i < 3; i++) {
            assertThat(cipher.doFinal(encrypted)).isEqualTo(clear);
        }
    }

    @Test
    void encryptionWithoutTagStartsAnewWithTheSameIv() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.streams()) {
            if (!test.isGcm()) {
                Cipher cipher = keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1));
                byte[] clear = SymmetricCase.bytes(48, 1);
                byte[] first = cipher.doFinal(clear);
                assertThat(cipher.doFinal(clear)).as(test.toString()).isEqualTo(first);
            }
        }
    }

    @Test
    void badPaddingAndBadLengthLeaveItReady() throws GeneralSecurityException {
        byte[] encrypted = keys.sun(CBC, Cipher.ENCRYPT_MODE, CBC.parameters(1)).doFinal(MESSAGE);
        Cipher cipher = keys.ours(CBC, Cipher.DECRYPT_MODE, CBC.parameters(1));
        // A last block of which the padding is that of the message, decrypted after another block.
        byte[] cut = Arrays.copyOf(encrypted, 32);
        assertThatThrownBy(() -> cipher.doFinal(cut)).isInstanceOf(BadPaddingException.class);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> cipher.doFinal(encrypted, 0, 17))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThat(cipher.doFinal()).isEmpty();
        SymmetricCase unpadded = new SymmetricCase("AES/CBC/NoPadding", 256);
        Cipher encryption = keys.ours(unpadded, Cipher.ENCRYPT_MODE, unpadded.parameters(1));
        assertThatThrownBy(() -> encryption.doFinal(new byte[17]))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(encryption.doFinal(new byte[16])).hasSize(16);
    }

    @Test
    void badTagLeavesDecryptionReady() throws GeneralSecurityException {
        Cipher sun = keys.sun(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(1));
        sun.updateAAD(MESSAGE);
        byte[] encrypted = sun.doFinal(MESSAGE);
        Cipher cipher = keys.ours(GCM, Cipher.DECRYPT_MODE, GCM.parameters(1));
        assertThatThrownBy(() -> cipher.doFinal(encrypted)).isInstanceOf(AEADBadTagException.class);
        cipher.updateAAD(MESSAGE);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> cipher.doFinal(encrypted))
                .as("additional data must come again")
                .isInstanceOf(AEADBadTagException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void ciphertextShorterThanItsTagIsABadTag(int length) throws GeneralSecurityException {
        Cipher cipher = keys.ours(GCM, Cipher.DECRYPT_MODE, GCM.parameters(1));
        assertThatThrownBy(() -> cipher.doFinal(new byte[length]))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> cipher.doFinal(new byte[length], 0, length, new byte[64], 0))
                .isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(
                        () ->
                                cipher.doFinal(
                                        ByteBuffer.allocateDirect(length), ByteBuffer.allocate(64)))
                .isInstanceOf(AEADBadTagException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_400, 70_000})
    void badTagLeavesNoPlaintextInTheOutput(int length) throws GeneralSecurityException {
        byte[] forged =
                keys.sun(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(1))
                        .doFinal(SymmetricCase.bytes(length, 1));
        forged[forged.length - 1] ^= 1;
        byte[] output = filled(length + 20);
        byte[] inPlace = new byte[length + 40];
        System.arraycopy(forged, 0, inPlace, 0, forged.length);
        Cipher cipher = keys.ours(GCM, Cipher.DECRYPT_MODE, GCM.parameters(1));
        assertThatThrownBy(() -> cipher.doFinal(forged, 0, forged.length, output, 4))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(output).startsWith(7, 7, 7, 7).endsWith(7, 7, 7, 7);
        assertThat(Arrays.copyOfRange(output, 4, 4 + length)).containsOnly(0);
        assertThatThrownBy(() -> cipher.doFinal(inPlace, 0, forged.length, inPlace, 0))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(Arrays.copyOf(inPlace, length)).containsOnly(0);
        ByteBuffer buffer = ByteBuffer.wrap(filled(length + 20));
        assertThatThrownBy(() -> cipher.doFinal(ByteBuffer.wrap(forged), buffer))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(Arrays.copyOf(buffer.array(), length)).containsOnly(0);
        ByteBuffer direct = ByteBuffer.allocateDirect(length + 20);
        assertThatThrownBy(() -> cipher.doFinal(ByteBuffer.wrap(forged), direct))
                .isInstanceOf(AEADBadTagException.class);
        byte[] seen = new byte[length];
        direct.clear().get(seen);
        assertThat(seen).containsOnly(0);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    @Test
    void updateOfNothingGivesNull() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.streams()) {
            assertThat(keys.ours(test, Cipher.ENCRYPT_MODE, test.parameters(1)).update(new byte[0]))
                    .isNull();
        }
    }
}
