package org.kmsjca.kms;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/**
 * The changes that make or destroy key material, from their first note in the store to their last:
 * the KMS lets go of its store and tokens when they have ended. Thread-safe.
 */
final class ChangesUnderWay {
    /** Longer than a token takes to make a key. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A change holds it for reading, whoever waits for their end for writing. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean ended;

    /**
     * Carries out a change, which may consist of others.
     *
     * @throws KmsException with Unavailable when the KMS is closed
     */
    <T> T run(Supplier<T> change) {
        boolean isPart = lock.getReadHoldCount() > 0;
        refuseAfterEnd(isPart); // at once: while somebody waits for the end nobody gets the lock
        lock.readLock().lock();
        try {
            refuseAfterEnd(isPart);
            return change.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void refuseAfterEnd(boolean isPart) {
        if (ended && !isPart) {
            throw new KmsException(
                    KmsErrorCode.UNAVAILABLE,
                    "the KMS was closed when the call began: nothing was done; call again");
        }
    }

    /** Refuses to make material that closing would not wait for. */
    void require() {
        if (lock.getReadHoldCount() == 0) {
            throw new IllegalStateException("this is no part of a change");
        }
    }

    /**
     * Lets no change begin any more, and waits for those under way.
     *
     * @return whether they have ended; not where one of them is who calls, or takes too long
     */
    boolean end() {
        ended = true;
        if (lock.getReadHoldCount() > 0) {
            return false;
        }
        boolean interrupted = false;
        long begin = System.nanoTime();
        try {
            while (true) {
                long left = PATIENCE.toNanos() - (System.nanoTime() - begin);
                try {
                    boolean free = lock.writeLock().tryLock(left, TimeUnit.NANOSECONDS);
                    if (free) {
                        lock.writeLock().unlock();
                    }
                    return free;
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
