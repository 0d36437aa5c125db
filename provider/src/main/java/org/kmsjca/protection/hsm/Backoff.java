package org.kmsjca.protection.hsm;

import java.util.concurrent.TimeUnit;

/** Growing pauses between attempts that do not help, from the second on. Not thread-safe. */
final class Backoff {
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_DOUBLINGS = 6;
    private static final int FEW = 2;

    private int fruitless;
    private long last;

    /** Whether enough time has passed since the last attempt that did not help. */
    boolean isOver() {
        return fruitless <= 1
                || System.nanoTime() - last >= FIRST << Math.min(fruitless - 2, MOST_DOUBLINGS);
    }

    void helped() {
        fruitless = 0;
    }

    void didNotHelp() {
        fruitless++;
        last = System.nanoTime();
    }

    /** Nothing was sent, so that pauses stay short: what was taken out is put back by a hand. */
    void nothingThere() {
        fruitless = Math.min(fruitless, FEW);
        didNotHelp();
    }
}
