package org.kmsjca.store;

/** A number outside of the machine's files that only grows. All methods throw KmsException. */
public interface MonotonicCounter {
    /** Whether there is one. */
    boolean exists();

    /** The number; refused when there is none. */
    long read();

    /** The number, which is made when there is none. */
    long create();

    /** Raises the number to the target and not beyond, while nobody else does. */
    void raise(long target);
}
