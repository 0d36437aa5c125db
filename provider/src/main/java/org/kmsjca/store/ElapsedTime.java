package org.kmsjca.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the time that goes by, also while the machine is suspended. {@code System.nanoTime} stands
 * still then; the wall clock does not, and is held against it. What the wall clock moved more than
 * that, or less, counts as gone by, whatever the reason: somebody who sets the clock makes this
 * count too much, and never too little by more than the tolerance. Thread-safe.
 */
final class ElapsedTime {
    private final LongSupplier nanos;
    private final LongSupplier wallMillis;
    private final long tolerance;
    private volatile Base base;

    /**
     * How the clocks stood to each other when that was last looked at.
     *
     * @param offset from {@code nanoTime} to the wall clock
     * @param skipped what has gone by beside {@code nanoTime} until then
     */
    private record Base(long offset, long skipped) {}

    ElapsedTime(Duration tolerance) {
        this(System::nanoTime, System::currentTimeMillis, tolerance);
    }

    ElapsedTime(LongSupplier nanos, LongSupplier wallMillis, Duration tolerance) {
        this.nanos = nanos;
        this.wallMillis = wallMillis;
        this.tolerance = tolerance.toNanos();
        this.base = new Base(offset(nanos.getAsLong()), 0);
    }

    private long offset(long nano) {
        return TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong()) - nano;
    }

    /** Nanoseconds since some moment; never fewer than before. */
    long now() {
        Base known = base;
        long nano = nanos.getAsLong();
        return isWithin(offset(nano) - known.offset()) ? nano + known.skipped() : afterJump();
    }

    private boolean isWithin(long moved) {
        return moved <= tolerance && moved >= -tolerance;
    }

    /** Looks again: the thread may have been stopped between the two clocks. */
    private synchronized long afterJump() {
        long nano = nanos.getAsLong();
        long offset = offset(nano);
        long moved = offset - base.offset();
        if (!isWithin(moved)) {
            base = new Base(offset, base.skipped() + Math.abs(moved));
        }
        return nano + base.skipped();
    }
}
