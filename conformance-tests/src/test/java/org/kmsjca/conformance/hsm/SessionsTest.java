package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** The pool of sessions: bounded, fair, given back. */
class SessionsTest {
    private static final int SESSIONS = 4;

    /** The login's, and that of session objects. */
    private static final int OWN = 2;

    @TempDir Path directory;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        shim = Shim.beforeSoftHsm(directory);
        open("60s");
    }

    private void open(String wait) {
        kms =
                HsmKms.open(
                        directory,
                        HsmKms.with(
                                SoftHsm.token("kms-sessions").settings(shim.library()),
                                "hsm.sessions=" + SESSIONS,
                                "hsm.wait=" + wait));
    }

    private void reopen(String wait) {
        kms.close();
        open(wait);
    }

    @AfterEach
    void close() throws InterruptedException {
        shim.reset();
        kms.close();
        for (int i = 0; i < 100 && shim.openSessions() > 0; i++) {
            System.gc(); // of messages that were left
            Thread.sleep(20);
        }
        assertThat(shim.openSessions()).isZero();
    }

    private void manySign(ExecutorService threads, int count) throws Exception {
        Operation.Handle handle = Operation.ECDSA.create(kms);
        List<Future<Boolean>> all = new ArrayList<>();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            all.add(
                    threads.submit(
                            () -> {
                                Operation.ECDSA.run(kms, handle);
                                most.accumulateAndGet(shim.openSessions(), Math::max);
                                return true;
                            }));
        }
        for (Future<Boolean> done : all) {
            assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
        }
        threads.shutdown();
        assertThat(most.get()).isLessThanOrEqualTo(SESSIONS + OWN);
    }

    @Test
    void twoHundredThreadsShareFourSessions() throws Exception {
        manySign(Executors.newFixedThreadPool(200), 2000);
        assertThat(kms.kms().operations().getSessionWaits()).isPositive();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with Java 21")
    void twoThousandVirtualThreadsShareFourSessions() throws Exception {
        manySign(virtualThreads(), 2000);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with Java 21")
    void slowTokenDoesNotStopUnrelatedVirtualThreads() throws Exception {
        Operation.Handle handle = Operation.ECDSA.create(kms);
        shim.on("Sign").delay(500); // each signature asks twice, for the size first
        ExecutorService threads = virtualThreads();
        List<Future<?>> signing = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            signing.add(
                    threads.submit(
                            () -> {
                                Operation.ECDSA.run(kms, handle);
                                return true;
                            }));
        }
        AtomicInteger steps = new AtomicInteger();
        Future<?> unrelated =
                threads.submit(
                        () -> {
                            while (steps.incrementAndGet() < 20) {
                                Thread.sleep(1);
                            }
                            return true;
                        });
        unrelated.get(30, TimeUnit.SECONDS);
        // It was through while all carriers' worth of signatures were under way.
        assertThat(signing).noneMatch(Future::isDone);
        for (Future<?> done : signing) {
            done.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    private static ExecutorService virtualThreads() throws Exception {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptedThreadUsesFreeSessionsAndConnects() throws Exception {
        Operation.Handle signing = Operation.ECDSA.create(kms);
        Operation.Handle longMessage = Operation.LONG_GCM_ENCRYPTION.create(kms);
        kms.close();
        open("10s"); // connects again, in the interrupted thread
        Thread.currentThread().interrupt();
        try {
            Operation.Handle again = Operation.Handle.of(kms, signing.alias());
            for (int i = 0; i < 100; i++) {
                Operation.ECDSA.run(kms, again);
            }
            Operation.LONG_GCM_ENCRYPTION.run(kms, Operation.Handle.of(kms, longMessage.alias()));
            kms.create("made", KeySpec.ALIYUN_AES_256);
            shim.on("SignInit").finalizeBefore();
            Operation.ECDSA.run(kms, again);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    /** Signatures that a slow token keeps busy, one in each session. */
    private List<Future<?>> occupyAllSessions(ExecutorService threads, Operation.Handle handle)
            throws InterruptedException {
        List<Future<?>> slow = new ArrayList<>();
        int before = shim.calls("SignInit");
        for (int i = 0; i < SESSIONS; i++) {
            slow.add(
                    threads.submit(
                            () -> {
                                Operation.ECDSA.run(kms, handle);
                                return true;
                            }));
        }
        while (shim.calls("SignInit") - before < SESSIONS) {
            Thread.sleep(5);
        }
        return slow;
    }

    @Test
    void interruptEndsTheWaitForSessionAndStaysSet() throws Exception {
        reopen("60s");
        Operation.Handle handle = Operation.ECDSA.create(kms);
        Operation.ECDSA.run(kms, handle); // the first one proves the mechanism
        shim.on("Sign").delay(1_500);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS + 1);
        List<Future<?>> slow = occupyAllSessions(threads, handle);
        Future<Boolean> waiting =
                threads.submit(
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThatThrownBy(() -> Operation.ECDSA.run(kms, handle))
                                    .hasStackTraceContaining("interrupted while it waited");
                            return Thread.currentThread().isInterrupted();
                        });
        assertThat(waiting.get(1, TimeUnit.SECONDS)).isTrue();
        for (Future<?> done : slow) {
            done.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    @Test
    void whoWaitsTooLongIsTold() throws Exception {
        reopen("500ms");
        Operation.Handle handle = Operation.ECDSA.create(kms);
        Operation.ECDSA.run(kms, handle); // the first one proves the mechanism
        shim.on("Sign").delay(1_500);
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        List<Future<?>> slow = occupyAllSessions(threads, handle);
        assertThatThrownBy(() -> Operation.ECDSA.run(kms, handle))
                .hasStackTraceContaining("no session came free within 500 ms")
                .hasStackTraceContaining(KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY.code());
        for (Future<?> done : slow) {
            done.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    @Test
    void objectsThatAreNeverFinishedHoldNoSession() throws Exception {
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        kms.create("mac", KeySpec.HMAC_SHA_256);
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            for (String name :
                    List.of("AES/GCM/NoPadding", "AES/CBC/PKCS5Padding", "AES/CTR/NoPadding")) {
                Cipher cipher = kms.cipher(name);
                cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
                cipher.update(new byte[1000]);
                kept.add(cipher);
            }
            Mac mac = Mac.getInstance("HmacSHA256", kms.provider());
            mac.init((SecretKey) kms.handle("mac"));
            mac.update(new byte[1000]);
            kept.add(mac);
        }
        kms.create("more", KeySpec.ALIYUN_AES_256);
        assertThat(shim.openSessions()).isLessThanOrEqualTo(SESSIONS + OWN);
        assertThat(kept).hasSize(200);
    }

    @Test
    void abandonedLongMessagesGiveTheirSessionsBack() throws Exception {
        reopen("200ms");
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        for (int i = 0; i < 3 * SESSIONS; i++) {
            begin();
        }
        Operation.ECDSA.run(kms, Operation.ECDSA.create(kms));
    }

    /** Half of the sessions at most; then the collector has to find those that are left. */
    private void begin() throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                Cipher cipher = kms.cipher("AES/GCM/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
                cipher.update(new byte[100_000]);
                return;
            } catch (KmsException e) {
                assertThat(attempt).as(e.getMessage()).isLessThan(10);
                System.gc();
            }
        }
    }

    @Test
    void longMessagesLeaveHalfOfTheSessionsToOthers() throws Exception {
        Operation.Handle handle = Operation.ECDSA.create(kms);
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        List<Cipher> open = new ArrayList<>();
        for (int i = 0; i < SESSIONS / 2; i++) {
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
            assertThat(cipher.update(new byte[100_000])).hasSize(100_000);
            open.add(cipher);
        }
        Operation.ECDSA.run(kms, handle);
        for (Cipher cipher : open) {
            assertThat(cipher.doFinal()).hasSize(16);
        }
    }

    /** Modules crash when two threads use one session, or one that is another's already. */
    @Test
    void twoThreadsOnTheSameMessageAreRefused() throws Exception {
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        Cipher cipher = kms.cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
        cipher.update(new byte[100_000]);
        int before = shim.calls("EncryptUpdate");
        shim.on("EncryptUpdate").delay(500);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<byte[]> first = thread.submit(() -> cipher.update(new byte[10_000]));
        while (shim.calls("EncryptUpdate") == before) {
            Thread.sleep(5);
        }
        assertThatThrownBy(() -> cipher.update(new byte[10_000]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two threads");
        assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two threads");
        thread.shutdown();
        shim.reset();
        Operation.LONG_GCM_ENCRYPTION.run(kms, Operation.LONG_GCM_ENCRYPTION.create(kms));
    }

    /** The session is active then, and none for the next message. */
    @Test
    void sessionWhoseInitOnlySaysThatItFailedIsClosed() throws Exception {
        Operation.Handle handle = Operation.LONG_GCM_ENCRYPTION.create(kms);
        Operation.LONG_GCM_ENCRYPTION.run(kms, handle);
        shim.on("EncryptInit").lie(PKCS11Constants.CKR_HOST_MEMORY);
        assertThatThrownBy(() -> Operation.LONG_GCM_ENCRYPTION.run(kms, handle)).isNotNull();
        Operation.LONG_GCM_ENCRYPTION.run(kms, handle);
    }

    /** A message of more than 64 KiB holds a session, as half of them may, until it is refused. */
    @Test
    void refusedMessagesGiveTheirSessionsBack() throws Exception {
        reopen("1s");
        kms.create("taken", KeySpec.ALIYUN_AES_256);
        kms.create("other", KeySpec.ALIYUN_AES_256);
        List<Cipher> midway = new ArrayList<>();
        for (int i = 0; i < SESSIONS / 2; i++) {
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, kms.handle("taken"));
            cipher.update(new byte[100_000]);
            midway.add(cipher);
        }

        kms.kms().disableKey(kms.keyId("taken"));
        for (Cipher cipher : midway) {
            assertThatThrownBy(() -> cipher.update(new byte[16]))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("Rejected.Disabled");
        }

        for (int i = 0; i < SESSIONS / 2; i++) {
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, kms.handle("other"));
            assertThat(cipher.update(new byte[100_000])).isNotNull();
            midway.add(cipher); // keeps its session
        }
    }
}
