package org.kmsjca.protection.hsm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes the locks and permits of a token. What is free is taken whatever the thread's interrupt
 * flag says, because a call to a token does not answer to interrupts either. Only a wait ends at an
 * interrupt; the flag stays set.
 */
final class TokenWait {
    private TokenWait() {}

    /** A timed attempt, such as {@code Lock::tryLock}. */
    interface Attempt {
        boolean within(long timeout, TimeUnit unit) throws InterruptedException;
    }

    /** Takes it if it is free, in order of arrival where the attempt keeps one. */
    static boolean isFree(Attempt attempt) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return attempt.within(0, TimeUnit.NANOSECONDS);
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

    /**
     * Takes it, or waits for it as long as the settings allow.
     *
     * @return false when that time is over
     * @throws org.kmsjca.KmsException when the thread is interrupted while it waits
     */
    static boolean take(Attempt attempt, TokenSettings settings) {
        return isFree(attempt) || waitFor(attempt, settings.patience(), settings);
    }

    /** Takes it, or waits for it so long. */
    static boolean take(Attempt attempt, Duration patience, TokenSettings settings) {
        return isFree(attempt) || waitFor(attempt, patience, settings);
    }

    private static boolean waitFor(Attempt attempt, Duration patience, TokenSettings settings) {
        try {
            return attempt.within(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TokenErrors.interrupted(settings, e);
        }
    }
}
