package org.kmsjca.mechanism;

/** A message authentication code at work on one key for one caller; not thread-safe. */
public interface MacOperation {
    void update(byte[] input, int offset, int length);

    /** The code of what was taken in; the operation starts anew. */
    byte[] doFinal();

    /** Forgets what was taken in. */
    void reset();
}
