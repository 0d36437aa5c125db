package org.kmsjca.mechanism;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers for {@link CipherOperation#stamp}, each given once in a JVM. */
public final class Stamps {
    private static final AtomicLong LAST = new AtomicLong();

    private Stamps() {}

    /** The first stamp of a new operation; it may count up from it 2^32 times. */
    public static long next() {
        return LAST.incrementAndGet() << Integer.SIZE;
    }
}
