package org.kmsjca.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells when an interval is over, to whoever asks first. Reading the clock takes as long as ten
 * questions (24 ns were measured), so that threads that ask often read it at every 16th question
 * only; one that asks less than ten times a second reads it each time. A thread that slows down has
 * at most 15 questions answered without the clock. The counts are kept apart by thread, as a number
 * that all threads write would cost more than the clock; lost updates do no harm.
 */
final class SparseTimer {
    private static final int QUESTIONS = 16;
    private static final int STRIPES = 8;

    /** So that each stripe has a cache line of its own. */
    private static final int SPACING = 16;

    private static final long OFTEN_NANOS = Duration.ofMillis(100).toNanos();

    private final long intervalNanos;
    private final int[] left = new int[STRIPES * SPACING];
    private final long[] read = new long[STRIPES * SPACING];
    private final AtomicLong last = new AtomicLong(System.nanoTime());

    SparseTimer(Duration interval) {
        this.intervalNanos = interval.toNanos();
    }

    /** The interval begins now. */
    void restart() {
        last.set(System.nanoTime());
    }

    boolean isDue() {
        int stripe = ((int) Thread.currentThread().getId() & (STRIPES - 1)) * SPACING;
        int count = left[stripe];
        if (count > 0) {
            left[stripe] = count - 1;
            return false;
        }
        return isDue(stripe, System.nanoTime());
    }

    private boolean isDue(int stripe, long now) {
        left[stripe] = now - read[stripe] < OFTEN_NANOS ? QUESTIONS - 1 : 0;
        read[stripe] = now;
        long before = last.get();
        return now - before >= intervalNanos && last.compareAndSet(before, now);
    }
}
