package org.kmsjca.crypto.streaming;

/** What threads work for a stream. */
public enum StreamThreads {
    /** The caller's only. */
    CALLER,

    /** The caller's, and idle ones of {@link java.util.concurrent.ForkJoinPool#commonPool}. */
    COMMON_POOL
}
