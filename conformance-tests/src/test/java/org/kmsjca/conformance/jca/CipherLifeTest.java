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
import java.util.ArrayList;
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
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** What a symmetric cipher answers before, after and between messages. */
class CipherLifeTest extends SharedKms {
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

    static List<SymmetricCase> gcm() {
        return SymmetricCase.gcm();
    }

    static List<SymmetricCase> cbcPadded() {
        return SymmetricCase.cbcPadded();
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
        Key handle = keys.handle(test);
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
        List<Arguments> all = new ArrayList<>();
        for (SymmetricCase test : SymmetricCase.streams()) {
            List<AlgorithmParameterSpec> refused =
                    test.isGcm()
                            ? List.of(
                                    iv16,
                                    new GCMParameterSpec(128, new byte[0]),
                                    new GCMParameterSpec(64, new byte[12]),
                                    new GCMParameterSpec(127, new byte[12]),
                                    new GCMParameterSpec(136, new byte[12]))
                            : List.of(gcm, iv8, new IvParameterSpec(new byte[17]));
            refused.forEach(spec -> all.add(Arguments.of(test, spec)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("refusedParameters")
    void parametersOfAnotherKindAreRefused(SymmetricCase test, AlgorithmParameterSpec spec) {
        for (int mode = Cipher.ENCRYPT_MODE; mode <= Cipher.UNWRAP_MODE; mode++) {
            int tried = mode;
            assertThatThrownBy(
                            () ->
                                    kms().cipher(test.transformation())
                                            .init(tried, keys.handle(test), spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void tagOfEachStandardLengthWorks(SymmetricCase gcm) throws GeneralSecurityException {
        for (int bits = 128; bits >= 96; bits -= 8) {
            var parameters = new GCMParameterSpec(bits, new byte[12]);
            byte[] encrypted = keys.ours(gcm, Cipher.ENCRYPT_MODE, parameters).doFinal(MESSAGE);
            assertThat(encrypted)
                    .hasSize(MESSAGE.length + bits / 8)
                    .isEqualTo(keys.peer(gcm, Cipher.ENCRYPT_MODE, parameters).doFinal(MESSAGE));
            Cipher back = keys.ours(gcm, Cipher.DECRYPT_MODE, parameters);
            assertThat(back.doFinal(encrypted)).isEqualTo(MESSAGE);
        }
    }

    @Test
    void decryptionWithoutParametersIsRefused() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.streams()) {
            Cipher cipher = kms().cipher(test.transformation());
            Key handle = keys.handle(test);
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
            Key other = keys.handle(test.isSm4() ? KeySpec.ALIYUN_AES_128 : KeySpec.ALIYUN_SM4);
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, other))
                    .isInstanceOf(InvalidKeyException.class);
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, (Key) null))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @Test
    void nameWithASizeTakesOnlyKeysOfThatSize() throws GeneralSecurityException {
        for (SymmetricCase test : SymmetricCase.all()) {
            if (test.transformation().startsWith("AES_")) {
                Key other =
                        keys.handle(
                                test.keyBits() == 128
                                        ? KeySpec.ALIYUN_AES_256
                                        : KeySpec.ALIYUN_AES_128);
                Cipher cipher = kms().cipher(test.transformation());
                assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, other))
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    @Test
    void wrongModeNumberIsRefused() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        assertThatThrownBy(() -> cipher.init(5, keys.handle(KeySpec.ALIYUN_AES_256)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void gcmEncryptsOneMessageForEachInit(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = keys.ours(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1));
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
        byte[] encrypted = keys.peer(test, Cipher.ENCRYPT_MODE, test.parameters(1)).doFinal(clear);
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

    @ParameterizedTest
    @MethodSource("cbcPadded")
    void badPaddingAndBadLengthLeaveItReady(SymmetricCase cbc) throws GeneralSecurityException {
        byte[] encrypted = keys.peer(cbc, Cipher.ENCRYPT_MODE, cbc.parameters(1)).doFinal(MESSAGE);
        Cipher cipher = keys.ours(cbc, Cipher.DECRYPT_MODE, cbc.parameters(1));
        // A last block of which the padding is that of the message, decrypted after another block.
        byte[] cut = Arrays.copyOf(encrypted, 32);
        assertThatThrownBy(() -> cipher.doFinal(cut)).isInstanceOf(BadPaddingException.class);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> cipher.doFinal(encrypted, 0, 17))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThat(cipher.doFinal()).isEmpty();
        SymmetricCase unpadded =
                new SymmetricCase(cbc.transformation().replace("PKCS5", "No"), cbc.keyBits());
        Cipher encryption = keys.ours(unpadded, Cipher.ENCRYPT_MODE, unpadded.parameters(1));
        assertThatThrownBy(() -> encryption.doFinal(new byte[17]))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThat(encryption.doFinal(new byte[16])).hasSize(16);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void badTagLeavesDecryptionReady(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher peer = keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1));
        peer.updateAAD(MESSAGE);
        byte[] encrypted = peer.doFinal(MESSAGE);
        Cipher cipher = keys.ours(gcm, Cipher.DECRYPT_MODE, gcm.parameters(1));
        assertThatThrownBy(() -> cipher.doFinal(encrypted)).isInstanceOf(AEADBadTagException.class);
        cipher.updateAAD(MESSAGE);
        assertThat(cipher.doFinal(encrypted)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> cipher.doFinal(encrypted))
                .as("additional data must come again")
                .isInstanceOf(AEADBadTagException.class);
    }

    static Stream<Arguments> gcmBelowTheTag() {
        return withLengths(0, 1, 15);
    }

    static Stream<Arguments> gcmOfLengths() {
        return withLengths(1, 100, 16_400, 70_000);
    }

    private static Stream<Arguments> withLengths(Integer... lengths) {
        return SymmetricCase.gcm().stream()
                .flatMap(gcm -> Stream.of(lengths).map(length -> Arguments.of(gcm, length)));
    }

    @ParameterizedTest
    @MethodSource("gcmBelowTheTag")
    void ciphertextShorterThanItsTagIsABadTag(SymmetricCase gcm, int length)
            throws GeneralSecurityException {
        Cipher cipher = keys.ours(gcm, Cipher.DECRYPT_MODE, gcm.parameters(1));
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
    @MethodSource("gcmOfLengths")
    void badTagLeavesNoPlaintextInTheOutput(SymmetricCase gcm, int length)
            throws GeneralSecurityException {
        byte[] forged =
                keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1))
                        .doFinal(SymmetricCase.bytes(length, 1));
        forged[forged.length - 1] ^= 1;
        byte[] output = filled(length + 20);
        byte[] inPlace = new byte[length + 40];
        System.arraycopy(forged, 0, inPlace, 0, forged.length);
        Cipher cipher = keys.ours(gcm, Cipher.DECRYPT_MODE, gcm.parameters(1));
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
