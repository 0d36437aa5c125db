package org.kmsjca.mechanism;

import java.util.concurrent.atomic.AtomicLong;

/** Initialisation ids for {@link CipherOperation#initializationId}, each given once in a JVM. */
public final class InitializationIds {
    private static final AtomicLong LAST = new AtomicLong();

    private InitializationIds() {}

    /** The first initialisation id of a new operation; it may count up from it 2^32 times. */
    public static long next() {
        return LAST.incrementAndGet() << Integer.SIZE;
    }
}
