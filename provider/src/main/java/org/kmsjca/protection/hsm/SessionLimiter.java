package org.kmsjca.protection.hsm;

import java.util.concurrent.Semaphore;

/**
 * How many sessions may be lent at once, in order of arrival. Messages that come in parts get at
 * most half of them, so that those that nobody ends cannot stop everything else.
 */
final class SessionLimiter {
    private static final int PER_PROCESSOR = 4;

    /** The one that keeps the login, the one that keeps session objects. */
    private static final int OWN = 2;

    private final TokenSettings settings;
    private final int size;
    private final Semaphore all;
    private final Semaphore holds;

    SessionLimiter(TokenSettings settings, TokenSlot slot) {
        this.settings = settings;
        int wanted =
                settings.sessions()
                        .orElse(PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        this.size = Math.max(1, Math.min(wanted, slot.sessions() - OWN));
        this.all = new Semaphore(size, true);
        this.holds = new Semaphore(Math.max(1, size / 2), true);
    }

    int size() {
        return size;
    }

    void acquire() {
        acquire(all);
    }

    void release() {
        all.release();
    }

    void acquireHold() {
        acquire(holds);
        try {
            acquire(all);
        } catch (Throwable e) {
            holds.release();
            throw e;
        }
    }

    void releaseHold() {
        all.release();
        holds.release();
    }

    private void acquire(Semaphore permits) {
        if (TokenWait.isFree(permits::tryAcquire)) {
            return;
        }
        long start = System.nanoTime();
        if (!TokenWait.take(permits::tryAcquire, settings)) {
            throw TokenErrors.noSession(settings);
        }
        settings.waits().waited(System.nanoTime() - start);
    }
}
