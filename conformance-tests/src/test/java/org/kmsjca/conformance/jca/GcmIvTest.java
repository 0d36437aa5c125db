package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.ProtectionLevels;
import org.kmsjca.conformance.support.SharedKms;

/**
 * An object refuses the key and IV of its last encryption, and nothing else. The provider shares
 * engine objects among its ciphers; that must show nowhere.
 */
class GcmIvTest extends SharedKms {
    private static final SymmetricCase GCM = new SymmetricCase("AES/GCM/NoPadding", 256);
    private static final byte[] MESSAGE = {1, 2, 3};

    private SymmetricKeys keys;

    @Override
    protected void prepare() {
        keys = new SymmetricKeys(kms());
    }

    private void encryptWith(Cipher cipher, AlgorithmParameterSpec iv)
            throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, keys.handle(256), iv);
        assertThat(cipher.doFinal(MESSAGE))
                .isEqualTo(keys.sun(GCM, Cipher.ENCRYPT_MODE, iv).doFinal(MESSAGE));
    }

    private void assertRefused(Cipher cipher, AlgorithmParameterSpec iv) {
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, keys.handle(256), iv))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ivOfTheLastInitialisationIsRefusedAlsoWithoutAMessage() throws GeneralSecurityException {
        Cipher cipher = keys.ours(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(1));
        assertRefused(cipher, GCM.parameters(1));
    }

    @Test
    void ivOfTheLastMessageIsRefused() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        assertRefused(cipher, GCM.parameters(1));
        encryptWith(cipher, GCM.parameters(2));
    }

    @Test
    void anotherHandleOfTheSameKeyIsTheSameKey() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        SecretKey again = kms().secretKey("aes-256");
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, again, GCM.parameters(1)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void decryptionBetweenDoesNotMakeItForget() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        byte[] other = keys.sun(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(5)).doFinal(MESSAGE);
        cipher.init(Cipher.DECRYPT_MODE, keys.handle(256), GCM.parameters(5));
        assertThat(cipher.doFinal(other)).isEqualTo(MESSAGE);
        assertRefused(cipher, GCM.parameters(1));
    }

    @Test
    void anotherIvBetweenMakesItForget() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        encryptWith(cipher, GCM.parameters(2));
        encryptWith(cipher, GCM.parameters(1));
    }

    @Test
    void anotherKeyWithTheSameIvIsAllowed() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        cipher.init(Cipher.ENCRYPT_MODE, keys.handle(128), GCM.parameters(1));
        cipher.doFinal(MESSAGE);
        encryptWith(cipher, GCM.parameters(1));
    }

    @Test
    void ivOfADecryptionMayEncrypt() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        byte[] other = keys.sun(GCM, Cipher.ENCRYPT_MODE, GCM.parameters(5)).doFinal(MESSAGE);
        cipher.init(Cipher.DECRYPT_MODE, keys.handle(256), GCM.parameters(5));
        assertThat(cipher.doFinal(other)).isEqualTo(MESSAGE);
        encryptWith(cipher, GCM.parameters(5));
    }

    @Test
    void otherObjectsMayUseTheIv() throws GeneralSecurityException {
        for (int i = 0; i < 10; i++) {
            encryptWith(kms().cipher(GCM.transformation()), GCM.parameters(1));
        }
    }

    @Test
    void useOfTheKeyByOtherObjectsBetweenChangesNothing() throws GeneralSecurityException {
        Cipher cipher = kms().cipher(GCM.transformation());
        encryptWith(cipher, GCM.parameters(1));
        encryptWith(kms().cipher(GCM.transformation()), GCM.parameters(2));
        assertRefused(cipher, GCM.parameters(1));
        encryptWith(cipher, GCM.parameters(2));
        encryptWith(kms().cipher(GCM.transformation()), GCM.parameters(3));
        encryptWith(kms().cipher(GCM.transformation()), GCM.parameters(2));
        assertRefused(cipher, GCM.parameters(2));
    }

    @Test
    void manyObjectsInManyThreadsAreJudgedEachByItsOwnPast() throws Exception {
        long seed = new SecureRandom().nextLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var walks =
                    IntStream.range(0, 8)
                            .mapToObj(i -> threads.submit(() -> walk(seed + i)))
                            .toList();
            for (Future<Integer> walk : walks) {
                assertThat(walk.get()).as("refusals, seed %d", seed).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Eight objects in turn, a handful of IVs; expected is what the rule says of each object. */
    private int walk(long seed) throws GeneralSecurityException {
        Random random = new Random(seed);
        Cipher[] ciphers = new Cipher[8];
        int[] last = new int[ciphers.length];
        Arrays.fill(last, -1);
        int refusals = 0;
        for (int step = 0; step < 500; step++) {
            int object = random.nextInt(ciphers.length);
            if (ciphers[object] == null || random.nextInt(50) == 0) {
                ciphers[object] = kms().cipher(GCM.transformation());
                last[object] = -1;
            }
            int iv = random.nextInt(3);
            if (last[object] == iv) {
                assertRefused(ciphers[object], GCM.parameters(iv));
                refusals++;
            } else if (random.nextInt(4) == 0) {
                ciphers[object].init(Cipher.ENCRYPT_MODE, keys.handle(256), GCM.parameters(iv));
                last[object] = iv; // left without a message
            } else {
                encryptWith(ciphers[object], GCM.parameters(iv));
                last[object] = iv;
            }
        }
        return refusals;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 16, 64})
    void ivOfAnyLengthWorks(int length) throws GeneralSecurityException {
        encryptWith(
                kms().cipher(GCM.transformation()),
                new GCMParameterSpec(128, SymmetricCase.bytes(length, 9)));
    }

    @Test
    void moduleIvSettingRefusesCallersIvOnEncryptionOnly(@TempDir Path directory)
            throws GeneralSecurityException {
        for (ProtectionLevel level : ProtectionLevels.underTest()) {
            try (var kms = KmsUnderTest.open(level, directory, "cipher.gcm.iv=module")) {
                SymmetricKeys strict = new SymmetricKeys(kms);
                Cipher cipher = kms.cipher(GCM.transformation());
                assertThatThrownBy(
                                () ->
                                        cipher.init(
                                                Cipher.ENCRYPT_MODE,
                                                strict.handle(256),
                                                GCM.parameters(1)))
                        .isInstanceOf(InvalidAlgorithmParameterException.class);
                cipher.init(Cipher.ENCRYPT_MODE, strict.handle(256));
                byte[] encrypted = cipher.doFinal(MESSAGE);
                var iv = new GCMParameterSpec(128, cipher.getIV());
                assertThat(strict.ours(GCM, Cipher.DECRYPT_MODE, iv).doFinal(encrypted))
                        .isEqualTo(MESSAGE);
            }
        }
    }
}
