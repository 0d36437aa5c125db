package org.kmsjca.store;

import org.kmsjca.KmsException;

/** Tells whether somebody has committed since this program last looked. Thread-safe. */
interface ChangeSignal extends AutoCloseable {
    /** Whether the database must be looked into; true may be a false alarm. */
    boolean hasChanged();

    /** Whether nothing is known to have changed, so that only an interval calls for a look. */
    boolean isQuiet();

    /** Takes the mark to {@link #remember}, before the database is read. */
    long read();

    /**
     * Notes that everything committed before the mark was taken is known.
     *
     * @param state the one that was read or written
     */
    void remember(long mark, StoreState state);

    /** Nothing is known for sure: {@link #hasChanged} answers true until the next remember. */
    void forget();

    /** Whether what is known was found by a look that began after the mark was taken. */
    boolean isKnownSince(long mark);

    /** Goes on with what stands under the store's name now. */
    void follow();

    /** Announces a commit; only with the database's write lock held. */
    long beginCommit();

    /**
     * Ends what {@link #beginCommit} announced, after COMMIT or ROLLBACK.
     *
     * @return the mark to remember when the outcome is known in memory
     */
    long endCommit(long begun);

    /** Whether keys are to be used although the store cannot be looked into. */
    boolean isBorne(KmsException failure);

    @Override
    void close();
}
