package org.kmsjca.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A lock whose waiters give up after a while. An interrupt does not end the wait, as crypto
 * operations do not answer to interrupts; it stays pending.
 */
final class BoundedLock {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final StoreErrors failures;

    BoundedLock(StoreErrors failures) {
        this.failures = failures;
    }

    <T> T with(Supplier<T> work) {
        if (!lock.tryLock()) {
            await();
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does the work unless another thread has the lock. */
    void tryWith(Runnable work) {
        if (lock.tryLock()) {
            try {
                work.run();
            } finally {
                lock.unlock();
            }
        }
    }

    boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    private void await() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    throw failures.lockTimeout(LIMIT);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
