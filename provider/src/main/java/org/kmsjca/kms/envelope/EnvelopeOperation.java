package org.kmsjca.kms.envelope;

import javax.crypto.AEADBadTagException;

/**
 * The encryption or decryption of one envelope, fed in pieces of any size. Needs the memory of one
 * segment. Not thread-safe; after {@link #finish}, and after any exception, it must not be used
 * again.
 */
public interface EnvelopeOperation {
    /** The most bytes that {@link #update} writes for so much input. */
    long updateSize(int length);

    /** The most bytes that {@link #update} and {@link #finish} write together for so much input. */
    long finalSize(int length);

    /**
     * Takes input, which must not overlap the output, and writes what is ready; returns its length.
     * Decryption writes nothing that was not authenticated.
     *
     * @throws AEADBadTagException when the envelope was changed
     * @throws org.kmsjca.KmsException when the CMK refuses, or this is no envelope
     */
    int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws AEADBadTagException;

    /**
     * Ends the message and writes the rest; returns its length.
     *
     * @throws AEADBadTagException when the envelope was changed or does not end here
     * @throws org.kmsjca.KmsException as {@link #update}
     */
    int finish(byte[] output, int outputOffset) throws AEADBadTagException;

    /** Forgets what is held of the message, for a caller who goes no further. */
    void wipe();
}
