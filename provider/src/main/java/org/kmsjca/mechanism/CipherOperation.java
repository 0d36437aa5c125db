package org.kmsjca.mechanism;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric cipher at work on one key for one caller; not thread-safe.
 *
 * <p>It is opened on a key, initialised, fed, finished, and then given back with {@link #release}.
 * After any exception but ShortBufferException it must not be used again, only abandoned. The
 * caller has checked parameters and the order of calls.
 */
public interface CipherOperation {
    /**
     * Tells this state of this operation from every other: it changes with each initialisation. A
     * caller who finds the initialisation id of its own last use knows that nobody used the
     * operation since.
     */
    long initializationId();

    /**
     * Starts a message.
     *
     * @throws InvalidAlgorithmParameterException when the engine refuses the parameters, also
     *     because it encrypted with this IV just before
     */
    void init(CipherDirection direction, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException;

    /** Adds additional authenticated data, before the first input. */
    void updateAad(byte[] input, int offset, int length);

    /** The most bytes that the next call gives for so much input, counting what is buffered. */
    int outputSize(int inputLength);

    /** Takes input and gives what is ready, null when that is nothing. */
    byte @Nullable [] update(byte[] input, int offset, int length);

    /** Takes input and writes what is ready; returns its length. */
    int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException;

    /** Takes the last input and gives what is left. */
    byte[] doFinal(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException;

    /**
     * Takes the last input and writes what is left; returns its length. Where authentication fails
     * the output's range is zero afterwards.
     */
    int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException;

    /** Gives the operation back after a finished message. */
    void release();

    /**
     * Forgets a message that does not go on, also after an exception: wipes what is held of it, and
     * gives back what others wait for. The operation must not be used again.
     */
    void abandon();

    /**
     * Whether a caller with more messages to come may keep the operation, which then holds nothing
     * that others wait for, instead of giving it back after each.
     */
    default boolean mayBeKept() {
        return false;
    }

    /** An operation on the same key and mechanism that has no memory of earlier messages. */
    CipherOperation renewed();
}
