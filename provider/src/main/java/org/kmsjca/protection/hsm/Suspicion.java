package org.kmsjca.protection.hsm;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts failures of unknown cause without a success between them: a token that answers questions
 * and does nothing else is connected anew. Pauses between that grow. {@link #works} is thread-safe,
 * the rest belongs to the lock of recovery.
 */
final class Suspicion {
    private static final int FAILURES = 3;

    private final AtomicInteger inARow = new AtomicInteger();
    private final Backoff pauses = new Backoff();

    void works() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    /** Whether one more failure is one too many; such as are data's own are no failures here. */
    boolean isRaisedBy(long code) {
        if (!Ckr.isOfUnknownCause(code) || inARow.incrementAndGet() < FAILURES) {
            return false;
        }
        if (!pauses.isOver()) {
            return false;
        }
        pauses.didNotHelp();
        inARow.set(0);
        return true;
    }
}
