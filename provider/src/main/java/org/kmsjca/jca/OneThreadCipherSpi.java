package org.kmsjca.jca;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.LongSupplier;
import javax.crypto.BadPaddingException;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The base of all ciphers: each call that changes the cipher passes {@link OneThread} here, and a
 * subclass sees one thread at a time. So no cipher can encrypt two messages under one IV because
 * two threads share it.
 */
abstract class OneThreadCipherSpi extends CipherSpi {
    private final OneThread thread = new OneThread(this::giveUp);

    /** Gives up the message at hand, which two threads have used. */
    abstract void giveUp();

    /** Asks something of the message at hand, outside of the calls that are guarded already. */
    final long guarded(LongSupplier question) {
        thread.begin();
        try {
            return question.getAsLong();
        } finally {
            thread.end();
        }
    }

    abstract void guardedInit(int mode, Key key, @Nullable SecureRandom random)
            throws InvalidKeyException;

    abstract void guardedInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException;

    abstract void guardedInit(
            int mode,
            Key key,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException;

    void guardedUpdateAAD(byte[] source, int offset, int length) {
        throw new UnsupportedOperationException("it takes no additional authenticated data");
    }

    abstract byte @Nullable [] guardedUpdate(byte[] input, int offset, int length);

    abstract int guardedUpdate(
            byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException;

    abstract byte[] guardedDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException;

    abstract int guardedDoFinal(
            byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException;

    byte[] guardedWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        throw new UnsupportedOperationException("it wraps no keys");
    }

    Key guardedUnwrap(byte[] wrapped, String keyAlgorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        throw new UnsupportedOperationException("it unwraps no keys");
    }

    @Override
    protected final void engineInit(int mode, Key key, @Nullable SecureRandom random)
            throws InvalidKeyException {
        thread.restart();
        try {
            guardedInit(mode, key, random);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final void engineInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        thread.restart();
        try {
            guardedInit(mode, key, spec, random);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final void engineInit(
            int mode,
            Key key,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        thread.restart();
        try {
            guardedInit(mode, key, parameters, random);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final void engineUpdateAAD(byte[] source, int offset, int length) {
        thread.begin();
        try {
            guardedUpdateAAD(source, offset, length);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final byte @Nullable [] engineUpdate(byte[] input, int offset, int length) {
        thread.begin();
        try {
            return guardedUpdate(input, offset, length);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final int engineUpdate(
            byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        thread.begin();
        try {
            return guardedUpdate(input, offset, length, output, outputOffset);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        thread.begin();
        try {
            return guardedDoFinal(input, offset, length);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final int engineDoFinal(
            byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        thread.begin();
        try {
            return guardedDoFinal(input, offset, length, output, outputOffset);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final byte[] engineWrap(Key wrapped)
            throws IllegalBlockSizeException, InvalidKeyException {
        thread.begin();
        try {
            return guardedWrap(wrapped);
        } finally {
            thread.end();
        }
    }

    @Override
    protected final Key engineUnwrap(byte[] wrapped, String keyAlgorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        thread.begin();
        try {
            return guardedUnwrap(wrapped, keyAlgorithm, keyType);
        } finally {
            thread.end();
        }
    }
}
