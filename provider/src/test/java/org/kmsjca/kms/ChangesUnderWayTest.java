package org.kmsjca.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kmsjca.KmsException;

class ChangesUnderWayTest {
    private final ChangesUnderWay changes = new ChangesUnderWay();

    @Test
    void endWaitsForAChangeAndTheOnesInIt() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var done = new AtomicBoolean();
        Thread changing =
                new Thread(
                        () ->
                                changes.run(
                                        () -> {
                                            begun.countDown();
                                            awaitUninterruptibly(go);
                                            done.set(changes.run(() -> true));
                                            return done;
                                        }));
        changing.start();
        begun.await();
        new Thread(
                        () -> {
                            pause();
                            go.countDown();
                        })
                .start();
        Thread.currentThread().interrupt();
        assertThat(changes.end()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).isTrue();
        changing.join();
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> changes.run(() -> true));
    }

    @Test
    void callThatComesDuringTheWaitIsRefusedAtOnce() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Thread changing =
                new Thread(
                        () ->
                                changes.run(
                                        () -> {
                                            begun.countDown();
                                            awaitUninterruptibly(go);
                                            return true;
                                        }));
        changing.start();
        begun.await();
        Thread ending = new Thread(changes::end);
        ending.start();
        while (ending.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThatExceptionOfType(KmsException.class).isThrownBy(() -> changes.run(() -> true));
        assertThat(ending.isAlive()).isTrue();
        go.countDown();
        ending.join();
        changing.join();
    }

    @Test
    void changeThatEndsItselfDoesNotWait() {
        assertThat(changes.<Boolean>run(changes::end)).isFalse();
    }

    @Test
    void materialIsMadeInAChangeOnly() {
        assertThatIllegalStateException().isThrownBy(changes::require);
        changes.run(
                () -> {
                    changes.require();
                    return true;
                });
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
