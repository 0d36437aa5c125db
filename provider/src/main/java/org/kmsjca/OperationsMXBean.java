package org.kmsjca;

import java.util.Map;

/**
 * Counters of one open KMS, since it was opened. In JMX they are found under {@code
 * org.kmsjca:type=Operations,*}; {@link Kms#operations} gives them without.
 */
public interface OperationsMXBean {
    /** Cryptographic operations that gave their result. */
    long getOperations();

    /** The same by the KMS's name of the call, such as {@code AsymmetricSign}. */
    Map<String, Long> getOperationsByCall();

    /** Cryptographic operations that failed, as by a bad tag or a broken token. */
    long getFailures();

    /** Uses of a CMK that its state or usage refused. */
    long getRefusals();

    /** The number of operations that had to wait for a session of their token. */
    long getSessionWaits();

    /**
     * The time that operations waited for sessions of their tokens, in milliseconds, all together.
     */
    long getSessionWaitMillis();

    /** Operations whose key material was at hand. */
    long getMaterialCacheHits();

    /** The number of times that key material was read from the store and unwrapped. */
    long getMaterialCacheMisses();

    /** Envelopes whose data key was in the cache that {@code datakey.cache.age} turns on. */
    long getDataKeyCacheHits();

    /** Envelopes for which the CMK had to be used although there is a cache. */
    long getDataKeyCacheMisses();
}
