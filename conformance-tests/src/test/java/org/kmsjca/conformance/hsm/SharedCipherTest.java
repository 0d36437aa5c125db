package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;

/** Threads that wrongly share a Cipher get an error, and no session of the token is lost by it. */
@Tag("once")
class SharedCipherTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 40;

    /** Of more than 64 KiB, which holds a session. */
    private static final int LONG = 70_000;

    @TempDir Path directory;

    @Test
    void sessionsComeBackWhileTheCipherLives() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Cipher> shared = new ArrayList<>(); // the collector finds none of them
        try (KmsUnderTest kms =
                HsmKms.open(
                        directory,
                        HsmKms.with(
                                SoftHsm.token(SoftHsm.SUITE).settings(),
                                "hsm.sessions=4",
                                "hsm.wait=3s"))) {
            kms.create("aes", KeySpec.ALIYUN_AES_256);
            for (int round = 0; round < ROUNDS; round++) {
                Cipher cipher = begun(kms);
                shared.add(cipher);
                race(pool, cipher);
                cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
                Cipher first = begun(kms);
                Cipher second = begun(kms);
                assertThat(first.update(new byte[LONG])).isNotEmpty();
                assertThat(second.update(new byte[LONG])).isNotEmpty();
                assertThat(first.doFinal()).isNotEmpty();
                assertThat(second.doFinal()).isNotEmpty();
            }
            assertThat(shared).hasSize(ROUNDS);
        } finally {
            pool.shutdown();
        }
    }

    private static Cipher begun(KmsUnderTest kms) throws Exception {
        Cipher cipher = kms.cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
        return cipher;
    }

    /** Three threads go on with a message that one ends; what comes of it does not matter. */
    private static void race(ExecutorService pool, Cipher cipher) throws Exception {
        var start = new CyclicBarrier(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            boolean ends = thread == 0;
            running.add(
                    pool.submit(
                            () -> {
                                start.await();
                                try {
                                    return ends
                                            ? cipher.doFinal(new byte[10])
                                            : cipher.update(new byte[LONG]);
                                } catch (RuntimeException e) {
                                    return e; // refused
                                }
                            }));
        }
        for (Future<?> one : running) {
            one.get(1, TimeUnit.MINUTES);
        }
    }
}
