package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.conformance.support.TestToken;

/**
 * Two threads that wrongly share an object: they are refused, and never encrypt two messages under
 * one IV or get the code of a message that neither has sent.
 */
class SharedObjectTest extends FreshKms {
    private static final int ROUNDS = 200;
    private static final int COMPARED = 16;

    /** Of more than 64 KiB, which holds a session of a token. */
    private static final int LONG = 70_000;

    private ExecutorService threads;

    @BeforeEach
    void startThreads() {
        threads = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static byte[] message(int thread, int length) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) (thread + 1));
        return message;
    }

    /** What two calls at the same time give; null where one is refused. */
    private List<byte[]> race(Callable<byte[]> first, Callable<byte[]> second) throws Exception {
        var start = new CyclicBarrier(2);
        List<Future<byte[]>> running = new ArrayList<>();
        for (Callable<byte[]> call : List.of(first, second)) {
            running.add(
                    threads.submit(
                            () -> {
                                start.await();
                                return call.call();
                            }));
        }
        List<byte[]> results = new ArrayList<>();
        for (Future<byte[]> one : running) {
            try {
                results.add(one.get(1, TimeUnit.MINUTES));
            } catch (ExecutionException refused) {
                assertThat(refused.getCause()).isInstanceOf(IllegalStateException.class);
                results.add(null);
            }
        }
        return results;
    }

    private static boolean isSameKeystream(List<byte[]> ciphertexts) {
        byte[] first = ciphertexts.get(0);
        byte[] second = ciphertexts.get(1);
        if (first == null || second == null) {
            return false;
        }
        int difference = message(0, 1)[0] ^ message(1, 1)[0];
        for (int i = 0; i < COMPARED; i++) {
            if ((first[i] ^ second[i]) != difference) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({
        "AES/GCM/NoPadding, ALIYUN_AES_256, 64",
        "AES/GCM/NoPadding, ALIYUN_AES_256, 70000",
        "CMK/Envelope/NoPadding, ALIYUN_AES_256, 64",
        "SM4/GCM/NoPadding, ALIYUN_SM4, 64"
    })
    void noTwoMessagesShareAKeystream(String transformation, KeySpec spec, int length)
            throws Exception {
        kms().create("key", spec);
        SecretKey key = kms().secretKey("key");
        Cipher cipher = kms().cipher(transformation);
        for (int round = 0; round < ROUNDS; round++) {
            cipher.init(Cipher.ENCRYPT_MODE, key);
            List<byte[]> made =
                    race(
                            () -> cipher.doFinal(message(0, length)),
                            () -> cipher.doFinal(message(1, length)));
            assertThat(isSameKeystream(made)).as("round %s", round).isFalse();
        }
        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertThat(cipher.doFinal(message(0, length))).isNotEmpty();
    }

    private boolean gathers() {
        return level() == ProtectionLevel.HSM && TestToken.makesGcmOfBlocks();
    }

    @Test
    void messageThatIsUnderWayEndsOnce() throws Exception {
        SecretKey key = kms().importSecret("key", TestKeys.aes(256));
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        for (int round = 0; round < ROUNDS; round++) {
            cipher.init(Cipher.ENCRYPT_MODE, key);
            byte[] begun = cipher.update(new byte[LONG]);
            assertThat(begun == null || begun.length == 0).isEqualTo(gathers());
            List<byte[]> made =
                    race(
                            () -> cipher.doFinal(message(0, LONG)),
                            () -> cipher.doFinal(message(1, LONG)));
            assertThat(made.get(0) == null || made.get(1) == null).as("round %s", round).isTrue();
        }
    }

    @Test
    void codeIsOfWholePartsOnly() throws Exception {
        kms().create("mac", KeySpec.HMAC_SHA_256);
        SecretKey key = kms().secretKey("mac");
        byte[] first = message(0, LONG);
        byte[] second = message(1, LONG);
        Set<String> possible =
                Set.of(
                        code(key),
                        code(key, first),
                        code(key, second),
                        code(key, first, second),
                        code(key, second, first));
        Mac mac = Mac.getInstance("HmacSHA256", kms().provider());
        for (int round = 0; round < ROUNDS; round++) {
            mac.init(key);
            for (byte[] made : race(() -> mac.doFinal(first), () -> mac.doFinal(second))) {
                assertThat(made == null || possible.contains(HexFormat.of().formatHex(made)))
                        .as("round %s", round)
                        .isTrue();
            }
        }
        mac.reset();
        assertThat(HexFormat.of().formatHex(mac.doFinal(first))).isEqualTo(code(key, first));
    }

    private String code(SecretKey key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256", kms().provider());
        mac.init(key);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return HexFormat.of().formatHex(mac.doFinal());
    }

    @Test
    void bothThreadsAreRefusedUntilANewInitialisation() throws Exception {
        kms().create("ec", KeySpec.EC_P256);
        PrivateKey key = kms().privateKey("ec");
        Signature signature = kms().signature("SHA256withECDSA");
        boolean met = false;
        for (int round = 0; round < 50 * ROUNDS && !met; round++) {
            signature.initSign(key);
            List<byte[]> made =
                    race(() -> signed(signature, new byte[LONG]), () -> signed(signature, null));
            met = made.get(0) == null && made.get(1) == null;
        }
        assertThat(met).isTrue();
        assertThatThrownBy(signature::sign)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("give each thread an object of its own");
        signature.initSign(key);
        signature.update(new byte[1]);
        assertThat(signature.sign()).isNotEmpty();
    }

    private static byte[] signed(Signature signature, byte[] part) throws Exception {
        if (part != null) {
            signature.update(part);
            return part;
        }
        return signature.sign();
    }

    /** An object that is handed on is nobody's fault. */
    @Test
    void objectMayGoFromThreadToThread() throws Exception {
        SecretKey key = kms().importSecret("key", TestKeys.aes(256));
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        Future<byte[]> begun = threads.submit(() -> cipher.update(new byte[LONG]));
        assertThat(begun.get(1, TimeUnit.MINUTES)).isNotNull();
        assertThat(threads.submit(() -> cipher.doFinal()).get()).isNotEmpty();
    }
}
