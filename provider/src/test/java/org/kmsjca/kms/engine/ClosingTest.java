package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.config.Configuration;
import org.kmsjca.testing.SoftHsm;

/** Closes the KMS while threads make keys: what was acknowledged is whole, nothing else is left. */
@Tag("once")
class ClosingTest {
    private static final int THREADS = 4;
    private final TestClock clock = new TestClock();
    @TempDir private Path home;

    private KmsEngine open(String settings) throws IOException {
        return EngineFactory.open(
                Configuration.read(
                        new StringReader("home=" + home + "\nroot=keyfile\n" + settings),
                        "test",
                        home),
                clock,
                null);
    }

    /** Creates keys in threads until the engine, which is closed under them, refuses. */
    private static Collection<String> createWhileClosing(KmsEngine engine, KeySpec spec)
            throws InterruptedException {
        Collection<String> acknowledged = new ConcurrentLinkedQueue<>();
        Collection<KmsException> refusals = new ConcurrentLinkedQueue<>();
        var begun = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < THREADS; index++) {
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        acknowledged.add(
                                                engine.creations()
                                                        .createKey(CmkSpec.of(spec))
                                                        .keyId());
                                        begun.countDown();
                                    }
                                } catch (KmsException e) {
                                    refusals.add(e);
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        engine.close();
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(refusals)
                .hasSize(THREADS)
                .allSatisfy(e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNAVAILABLE));
        return acknowledged;
    }

    private static void use(KmsEngine engine, String keyId) {
        SigningAlgorithm algorithm = SigningAlgorithm.ECDSA_SHA_256;
        assertThat(engine.asymmetric().sign(keyId, null, algorithm, new byte[32]).toByteArray())
                .isNotEmpty();
    }

    @Test
    void softwareKeysThatWereAcknowledgedAreWhole() throws Exception {
        for (int round = 0; round < 8; round++) {
            Collection<String> acknowledged = createWhileClosing(open(""), KeySpec.EC_P256);
            try (KmsEngine again = open("")) {
                acknowledged.forEach(keyId -> use(again, keyId));
                assertThat(again.store().check()).isEmpty();
            }
        }
    }

    @Test
    void tokenHasTheAcknowledgedKeysAndNoOther() throws Exception {
        SoftHsm token = SoftHsm.token("kms-closing-" + System.nanoTime());
        String settings = "protection=HSM\n" + String.join("\n", token.settings()) + "\n";
        int keys = 0;
        for (int round = 0; round < 8; round++) {
            keys += createWhileClosing(open(settings), KeySpec.EC_P256).size();
            try (KmsEngine again = open(settings)) {
                assertThat(Objects.requireNonNull(again.modules().tokens()).objects("default"))
                        .hasSize(keys);
                assertThat(again.store().materialTasks()).isEmpty();
            }
        }
    }

    @Test
    void nothingIsMadeAfterTheEnd() throws IOException {
        KmsEngine engine = open("");
        engine.close();
        assertThatExceptionOfType(KmsException.class)
                .isThrownBy(() -> engine.creations().createKey(CmkSpec.of(KeySpec.EC_P256)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNAVAILABLE));
    }
}
