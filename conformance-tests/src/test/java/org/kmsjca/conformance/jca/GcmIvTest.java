package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/**
 * An object refuses the key and IV of its last encryption, and nothing else. The provider shares
 * engine objects among its ciphers; that must show nowhere.
 */
class GcmIvTest extends SharedKms {
    private static final byte[] MESSAGE = {1, 2, 3};

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    static List<SymmetricCase> gcm() {
        return SymmetricCase.gcm();
    }

    private void encryptWith(SymmetricCase gcm, Cipher cipher, AlgorithmParameterSpec iv)
            throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, keys.handle(gcm), iv);
        assertThat(cipher.doFinal(MESSAGE))
                .isEqualTo(keys.peer(gcm, Cipher.ENCRYPT_MODE, iv).doFinal(MESSAGE));
    }

    private void assertRefused(SymmetricCase gcm, Cipher cipher, AlgorithmParameterSpec iv) {
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, keys.handle(gcm), iv))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void ivOfTheLastInitialisationIsRefusedAlsoWithoutAMessage(SymmetricCase gcm)
            throws GeneralSecurityException {
        Cipher cipher = keys.ours(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(1));
        assertRefused(gcm, cipher, gcm.parameters(1));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void ivOfTheLastMessageIsRefused(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        assertRefused(gcm, cipher, gcm.parameters(1));
        encryptWith(gcm, cipher, gcm.parameters(2));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void anotherHandleOfTheSameKeyIsTheSameKey(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        SecretKey again = kms().secretKey(gcm.keySpec().toString());
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, again, gcm.parameters(1)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void decryptionBetweenDoesNotMakeItForget(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        byte[] other = keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(5)).doFinal(MESSAGE);
        cipher.init(Cipher.DECRYPT_MODE, keys.handle(gcm), gcm.parameters(5));
        assertThat(cipher.doFinal(other)).isEqualTo(MESSAGE);
        assertRefused(gcm, cipher, gcm.parameters(1));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void anotherIvBetweenMakesItForget(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        encryptWith(gcm, cipher, gcm.parameters(2));
        encryptWith(gcm, cipher, gcm.parameters(1));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void anotherKeyWithTheSameIvIsAllowed(SymmetricCase gcm) throws GeneralSecurityException {
        SecretKey other =
                kms().importSecret("another-" + gcm.keySpec(), TestKeys.newSecret(gcm.keySpec()));
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        cipher.init(Cipher.ENCRYPT_MODE, other, gcm.parameters(1));
        cipher.doFinal(MESSAGE);
        encryptWith(gcm, cipher, gcm.parameters(1));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void ivOfADecryptionMayEncrypt(SymmetricCase gcm) throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        byte[] other = keys.peer(gcm, Cipher.ENCRYPT_MODE, gcm.parameters(5)).doFinal(MESSAGE);
        cipher.init(Cipher.DECRYPT_MODE, keys.handle(gcm), gcm.parameters(5));
        assertThat(cipher.doFinal(other)).isEqualTo(MESSAGE);
        encryptWith(gcm, cipher, gcm.parameters(5));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void otherObjectsMayUseTheIv(SymmetricCase gcm) throws GeneralSecurityException {
        for (int i = 0; i < 10; i++) {
            encryptWith(gcm, kms().cipher(gcm.transformation()), gcm.parameters(1));
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void useOfTheKeyByOtherObjectsBetweenChangesNothing(SymmetricCase gcm)
            throws GeneralSecurityException {
        Cipher cipher = kms().cipher(gcm.transformation());
        encryptWith(gcm, cipher, gcm.parameters(1));
        encryptWith(gcm, kms().cipher(gcm.transformation()), gcm.parameters(2));
        assertRefused(gcm, cipher, gcm.parameters(1));
        encryptWith(gcm, cipher, gcm.parameters(2));
        encryptWith(gcm, kms().cipher(gcm.transformation()), gcm.parameters(3));
        encryptWith(gcm, kms().cipher(gcm.transformation()), gcm.parameters(2));
        assertRefused(gcm, cipher, gcm.parameters(2));
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void manyObjectsInManyThreadsAreJudgedEachByItsOwnPast(SymmetricCase gcm) throws Exception {
        long seed = new SecureRandom().nextLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var walks =
                    IntStream.range(0, 8)
                            .mapToObj(i -> threads.submit(() -> walk(gcm, seed + i)))
                            .toList();
            for (Future<Integer> walk : walks) {
                assertThat(walk.get()).as("refusals, seed %d", seed).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Eight objects in turn, a handful of IVs; expected is what the rule says of each object. */
    private int walk(SymmetricCase gcm, long seed) throws GeneralSecurityException {
        Random random = new Random(seed);
        Cipher[] ciphers = new Cipher[8];
        int[] last = new int[ciphers.length];
        Arrays.fill(last, -1);
        int refusals = 0;
        for (int step = 0; step < 500; step++) {
            int object = random.nextInt(ciphers.length);
            if (ciphers[object] == null || random.nextInt(50) == 0) {
                ciphers[object] = kms().cipher(gcm.transformation());
                last[object] = -1;
            }
            int iv = random.nextInt(3);
            if (last[object] == iv) {
                assertRefused(gcm, ciphers[object], gcm.parameters(iv));
                refusals++;
            } else if (random.nextInt(4) == 0) {
                ciphers[object].init(Cipher.ENCRYPT_MODE, keys.handle(gcm), gcm.parameters(iv));
                last[object] = iv; // left without a message
            } else {
                encryptWith(gcm, ciphers[object], gcm.parameters(iv));
                last[object] = iv;
            }
        }
        return refusals;
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void ivOfAnyLengthWorks(SymmetricCase gcm) throws GeneralSecurityException {
        for (int length : new int[] {1, 12, 16, 64}) {
            encryptWith(
                    gcm,
                    kms().cipher(gcm.transformation()),
                    new GCMParameterSpec(128, SymmetricCase.bytes(length, 9)));
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void moduleIvSettingRefusesCallersIvOnEncryptionOnly(SymmetricCase gcm, @TempDir Path directory)
            throws GeneralSecurityException {
        try (var kms = KmsUnderTest.open(level(), directory, "cipher.gcm.iv=module")) {
            SymmetricKeys strict = new SymmetricKeys(kms);
            Cipher cipher = kms.cipher(gcm.transformation());
            assertThatThrownBy(
                            () ->
                                    cipher.init(
                                            Cipher.ENCRYPT_MODE,
                                            strict.handle(gcm),
                                            gcm.parameters(1)))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
            cipher.init(Cipher.ENCRYPT_MODE, strict.handle(gcm));
            byte[] encrypted = cipher.doFinal(MESSAGE);
            var iv = new GCMParameterSpec(128, cipher.getIV());
            assertThat(strict.ours(gcm, Cipher.DECRYPT_MODE, iv).doFinal(encrypted))
                    .isEqualTo(MESSAGE);
        }
    }
}
