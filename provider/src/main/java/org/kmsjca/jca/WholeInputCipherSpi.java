package org.kmsjca.jca;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DecryptionMechanism;

/** A cipher that collects its input and works on the whole of it. */
abstract class WholeInputCipherSpi extends NamedCipherSpi {
    private static final byte[] EMPTY = new byte[0];

    private final Input input = new Input();
    private boolean tooLong;

    /** The last message was refused, or failed, after an update had taken in data. */
    private boolean broken;

    WholeInputCipherSpi(ProviderContext context, String name) {
        super(context, name);
    }

    /** The collected input, wiped because it may be plaintext. */
    private static final class Input extends ByteArrayOutputStream {
        synchronized void wipe() {
            Arrays.fill(buf, (byte) 0);
            reset();
        }
    }

    abstract boolean isInitialised();

    /** The most bytes of input that the key takes. */
    abstract int longestInput();

    /** Describes why longer input is refused. */
    abstract IllegalBlockSizeException tooLong();

    /** Encrypts or decrypts; the caller wipes the input. */
    abstract byte[] process(byte[] whole) throws IllegalBlockSizeException, BadPaddingException;

    /** Decrypts by a CMK's private key. */
    final byte[] decrypt(ManagedKey key, DecryptionMechanism mechanism, byte[] ciphertext)
            throws IllegalBlockSizeException, BadPaddingException {
        try {
            return key.decrypt(KmsCall.ASYMMETRIC_DECRYPT, name(), mechanism, ciphertext);
        } catch (KmsException e) {
            throw context().refused(key, e);
        }
    }

    /** Begins a message after an initialisation. */
    final void clear() {
        broken = false;
        forget();
    }

    @Override
    final void giveUp() {
        forget();
    }

    private void forget() {
        input.wipe();
        tooLong = false;
    }

    private boolean isUnderWay() {
        return tooLong || input.size() > 0;
    }

    final int collected() {
        return input.size();
    }

    @Override
    byte[] guardedUpdate(byte[] source, int offset, int length) {
        if (!isInitialised()) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        if (broken) {
            throw BrokenMessage.of("cipher");
        }
        if (tooLong || input.size() + (long) length > longestInput()) {
            tooLong = true;
        } else {
            input.write(source, offset, length);
        }
        return EMPTY;
    }

    @Override
    int guardedUpdate(byte[] source, int offset, int length, byte[] output, int outputOffset) {
        guardedUpdate(source, offset, length);
        return 0;
    }

    @Override
    byte[] guardedDoFinal(byte @Nullable [] source, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        boolean fed = isUnderWay();
        guardedUpdate(source == null ? EMPTY : source, offset, length);
        byte[] whole = input.toByteArray();
        try {
            if (tooLong) {
                throw tooLong();
            }
            return process(whole);
        } catch (RuntimeException e) {
            broken = fed;
            throw e;
        } finally {
            forget();
            Arrays.fill(whole, (byte) 0);
        }
    }

    @Override
    int guardedDoFinal(
            byte @Nullable [] source, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        byte[] before = input.toByteArray();
        byte[] result = guardedDoFinal(source, offset, length);
        try {
            if (output.length - outputOffset < result.length) {
                input.writeBytes(before); // the same call with more room must work
                throw new ShortBufferException(
                        "the output needs room for " + result.length + " bytes");
            }
            System.arraycopy(result, 0, output, outputOffset, result.length);
            return result.length;
        } finally {
            Arrays.fill(before, (byte) 0);
            Arrays.fill(result, (byte) 0);
        }
    }

    @Override
    byte[] guardedWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        byte[] clear = KeyWrapping.encoding(wrapped);
        try {
            return guardedDoFinal(clear, 0, clear.length);
        } catch (BadPaddingException e) {
            throw new InvalidKeyException("the key could not be wrapped", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    Key guardedUnwrap(byte[] wrapped, String keyAlgorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        byte[] clear;
        try {
            clear = guardedDoFinal(wrapped, 0, wrapped.length);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new InvalidKeyException("the wrapped key does not unwrap with this key", e);
        }
        try {
            return KeyWrapping.key(clear, keyAlgorithm, keyType);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
