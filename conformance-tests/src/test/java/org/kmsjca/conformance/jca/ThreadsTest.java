package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/** Sixteen threads on the same handles and the same KeyStore object. */
class ThreadsTest extends FreshKms {
    private static final int ATTEMPTS = 3;
    private static final int THREADS = 16;
    private static final int ROUNDS = 80;

    private ExecutorService threads;

    @BeforeEach
    void startThreads() {
        threads = Executors.newFixedThreadPool(THREADS + 1);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private void allSucceed(List<Callable<Integer>> work) throws Exception {
        for (Future<Integer> done : threads.invokeAll(work)) {
            assertThat(done.get()).isPositive();
        }
    }

    @Test
    void mixedWorkIsRightWhileKeysAreAdded() throws Exception {
        SecretKey clear = TestKeys.aes(256);
        SecretKey aes = kms().importSecret("aes", clear);
        kms().create("ec", KeySpec.EC_P256);
        PrivateKey ec = kms().privateKey("ec");
        PublicKey publicKey = kms().publicKey("ec");
        KeyStore store = kms().keyStore();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            work.add(
                    () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            int length = (number * 997 + i * 131) % 20_000;
                            assertCipherIsRight(clear, aes, length);
                            if (i % 5 == 0) {
                                assertSignatureIsRight(ec, publicKey, i);
                                assertThat(store.getKey("aes", null)).isEqualTo(aes);
                                assertThat(Collections.list(store.aliases())).contains("ec");
                            }
                        }
                        return ROUNDS;
                    });
        }
        work.add(
                () -> {
                    for (int i = 0; i < 40; i++) {
                        kms().create("added-" + i, KeySpec.ALIYUN_AES_128);
                        store.setEntry(
                                "stored-" + i,
                                new KeyStore.SecretKeyEntry(TestKeys.aes(128)),
                                null);
                        store.store(null, null);
                        kms().kms().disableKey(kms().keyId("added-" + i));
                    }
                    return 1;
                });
        allSucceed(work);
        assertThat(kms().keyStore().size()).isEqualTo(82);
    }

    private void assertCipherIsRight(SecretKey clear, SecretKey handle, int length)
            throws GeneralSecurityException {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) length);
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, handle);
        byte[] encrypted = cipher.doFinal(message);
        var iv = new GCMParameterSpec(128, cipher.getIV());
        Cipher back = kms().cipher("AES/GCM/NoPadding");
        back.init(Cipher.DECRYPT_MODE, handle, iv);
        assertThat(back.doFinal(encrypted)).isEqualTo(message);
        Cipher sun = Cipher.getInstance("AES/GCM/NoPadding", Peers.SUN_JCE);
        sun.init(Cipher.DECRYPT_MODE, clear, iv);
        assertThat(sun.doFinal(encrypted)).isEqualTo(message);
    }

    private void assertSignatureIsRight(PrivateKey key, PublicKey publicKey, int number)
            throws GeneralSecurityException {
        Signature signature = kms().signature("SHA256withECDSA");
        signature.initSign(key);
        signature.update((byte) number);
        byte[] value = signature.sign();
        Signature verification = kms().signature("SHA256withECDSA");
        verification.initVerify(publicKey);
        verification.update((byte) number);
        assertThat(verification.verify(value)).isTrue();
    }

    @Test
    void useWhileDisabledAndEnabledIsRightOrRefused() throws Exception {
        SecretKey clear = TestKeys.aes(256);
        SecretKey aes = kms().importSecret("aes", clear);
        kms().create("ec", KeySpec.EC_P256);
        PrivateKey ec = kms().privateKey("ec");
        PublicKey publicKey = kms().publicKey("ec");
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            work.add(
                    () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            try {
                                if (number % 2 == 0) {
                                    assertCipherIsRight(clear, aes, i);
                                } else if (i % 5 == 0) {
                                    assertSignatureIsRight(ec, publicKey, i);
                                }
                            } catch (InvalidKeyException | SignatureException refusal) {
                                assertDisabled(refusal.getCause());
                            } catch (KmsException refusal) { // of update and doFinal
                                assertThat(refusal.getStackTrace())
                                        .noneMatch(frame -> frame.getMethodName().equals("init"));
                                assertDisabled(refusal);
                            }
                        }
                        return ROUNDS;
                    });
        }
        String aesId = kms().keyId("aes");
        String ecId = kms().keyId("ec");
        work.add(
                () -> {
                    for (int i = 0; i < 60; i++) {
                        kms().kms().disableKey(aesId);
                        kms().kms().disableKey(ecId);
                        kms().kms().enableKey(aesId);
                        kms().kms().enableKey(ecId);
                    }
                    return 1;
                });
        allSucceed(work);
        assertCipherIsRight(clear, aes, 100);
        assertSignatureIsRight(ec, publicKey, 1);
    }

    private static void assertDisabled(Throwable refusal) {
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        cause -> assertThat(cause.code()).isEqualTo(KmsErrorCode.DISABLED));
    }

    @Test
    void oneOfManyCreatorsOfAnAliasWins() throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            work.add(this::createContested);
        }
        int winners = 0;
        for (Future<Integer> done : threads.invokeAll(work)) {
            winners += done.get();
        }
        assertThat(winners).isEqualTo(1);
        assertThat(kms().keyStore().size()).isEqualTo(1);
    }

    /** Creates it, or learns that it is there; what is refused for now is tried again. */
    private int createContested() throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                kms().create("contested", KeySpec.ALIYUN_AES_256);
                return 1;
            } catch (KmsException e) {
                boolean forNow = e.code() == KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY;
                if (!forNow || attempt == ATTEMPTS) {
                    assertThat(e.code())
                            .as(e.getMessage())
                            .isEqualTo(KmsErrorCode.ALIAS_ALREADY_EXISTS);
                    return 0;
                }
            }
        }
    }
}
