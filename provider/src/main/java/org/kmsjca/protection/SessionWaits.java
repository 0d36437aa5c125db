package org.kmsjca.protection;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often and how long operations waited for a session of their token. A module tells it of every
 * wait, in the thread of the operation. Thread-safe.
 */
public final class SessionWaits {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    @SuppressWarnings("ThreadLocalUsage") // one object for each KMS, and its values are removed
    private final ThreadLocal<long[]> watched = new ThreadLocal<>();

    /** Tells of a wait that is over. */
    public void waited(long waitedNanos) {
        count.increment();
        nanos.add(waitedNanos);
        long[] sum = watched.get();
        if (sum != null) {
            sum[0] += waitedNanos;
        }
    }

    public long count() {
        return count.sum();
    }

    public long nanos() {
        return nanos.sum();
    }

    /** Sums up this thread's waits from now on. */
    public void watch() {
        watched.set(new long[1]);
    }

    /** The sum in nanoseconds, which ends here. */
    public long watched() {
        long[] sum = watched.get();
        watched.remove();
        return sum == null ? 0 : sum[0];
    }
}
