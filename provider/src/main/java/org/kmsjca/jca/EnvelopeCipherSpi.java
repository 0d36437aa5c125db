package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.envelope.EnvelopeEncryption;
import org.kmsjca.kms.envelope.EnvelopeOperation;

/**
 * Envelope encryption of a message of any length. Decryption gives out each segment when it was
 * authenticated; that one was not, or that the end is missing, is told by doFinal, since an update
 * has no exception for it, and nothing comes out between.
 */
final class EnvelopeCipherSpi extends NamedCipherSpi {
    private static final byte[] EMPTY = {};

    private @Nullable CmkCipherParameters use;
    private boolean encrypting;

    /** Of the message at hand, from its first data on. */
    private @Nullable EnvelopeOperation operation;

    /** The message at hand has taken in data. */
    private boolean fed;

    /** Why the rest of the message is not decrypted. */
    private @Nullable AEADBadTagException damage;

    /** The last message was refused after it had taken in data. */
    private boolean broken;

    EnvelopeCipherSpi(ProviderContext context, Algorithm.CmkCipher algorithm) {
        super(context, algorithm.name());
    }

    @Override
    void guardedInit(int mode, Key key, @Nullable SecureRandom random) throws InvalidKeyException {
        init(mode, key, EncryptionContext.empty());
    }

    @Override
    void guardedInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(mode, key, CmkCipherParameters.encryptionContext(name(), spec));
    }

    @Override
    void guardedInit(
            int mode,
            Key key,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException(
                    name() + " takes org.kmsjca.EncryptionContext, not AlgorithmParameters");
        }
        init(mode, key, EncryptionContext.empty());
    }

    private void init(int mode, Key key, EncryptionContext encryptionContext)
            throws InvalidKeyException {
        use = null;
        broken = false;
        forget();
        if (mode == Cipher.WRAP_MODE || mode == Cipher.UNWRAP_MODE) {
            throw new UnsupportedOperationException(
                    name() + " encrypts data; keys are wrapped by Cipher CMK");
        }
        encrypting = mode == Cipher.ENCRYPT_MODE;
        KmsCall call = encrypting ? KmsCall.GENERATE_DATA_KEY : KmsCall.DECRYPT;
        use = CmkCipherParameters.of(context(), key, encryptionContext, call);
    }

    @Override
    void giveUp() {
        forget();
    }

    private void forget() {
        if (operation != null) {
            operation.wipe();
        }
        operation = null;
        fed = false;
        damage = null;
    }

    /** Forgets a message that was refused: it does not go on when the CMK may be used again. */
    private KmsException breakOff(KmsException refusal) {
        CmkCipherParameters initialised = use;
        broken |= fed;
        forget();
        return initialised == null ? refusal : context().refused(initialised.version(), refusal);
    }

    private EnvelopeOperation running() {
        if (broken) {
            throw BrokenMessage.of("cipher");
        }
        EnvelopeOperation open = operation;
        if (open == null) {
            CmkCipherParameters initialised = use;
            if (initialised == null) {
                throw new IllegalStateException("the cipher is not initialised");
            }
            EnvelopeEncryption envelopes = initialised.engine().envelopes();
            open =
                    encrypting
                            ? envelopes.encryptor(
                                    initialised.cmk(), initialised.encryptionContext())
                            : envelopes.decryptor(
                                    initialised.cmk(), initialised.encryptionContext());
            operation = open;
        }
        return open;
    }

    @Override
    byte[] guardedUpdate(byte[] input, int offset, int length) {
        byte[] output = new byte[size(running().updateSize(length))];
        int written = update(input, offset, length, output, 0);
        return written == output.length ? output : Arrays.copyOf(output, written);
    }

    @Override
    int guardedUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        requireRoom(running().updateSize(length), output, outputOffset);
        byte[] source = separate(input, offset, length, output);
        return update(source, source == input ? offset : 0, length, output, outputOffset);
    }

    private int update(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        if (damage != null) {
            return 0;
        }
        try {
            int written = running().update(input, offset, length, output, outputOffset);
            fed = true;
            return written;
        } catch (AEADBadTagException e) {
            damage = e;
            return 0;
        } catch (KmsException e) {
            if (encrypting || !CmkCipherParameters.isNotAuthentic(e)) {
                throw breakOff(e);
            }
            damage = CmkCipherParameters.notAuthentic(e);
            return 0;
        }
    }

    @Override
    byte[] guardedDoFinal(byte @Nullable [] input, int offset, int length)
            throws BadPaddingException {
        byte[] output = new byte[size(running().finalSize(length))];
        int written = doFinal(input == null ? EMPTY : input, offset, length, output, 0);
        return written == output.length ? output : Arrays.copyOf(output, written);
    }

    @Override
    int guardedDoFinal(
            byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, BadPaddingException {
        requireRoom(running().finalSize(length), output, outputOffset);
        byte[] whole = input == null ? EMPTY : input;
        byte[] source = separate(whole, offset, length, output);
        return doFinal(source, source == whole ? offset : 0, length, output, outputOffset);
    }

    /** Gives all of the rest or nothing: where the end is wrong the output is wiped. */
    private int doFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws BadPaddingException {
        int written = 0;
        boolean done = false;
        try {
            written = update(input, offset, length, output, outputOffset);
            if (damage != null) {
                throw damage;
            }
            written += running().finish(output, outputOffset + written);
            done = true;
            return written;
        } catch (KmsException e) {
            if (!encrypting && CmkCipherParameters.isNotAuthentic(e)) {
                throw CmkCipherParameters.notAuthentic(e);
            }
            throw breakOff(e);
        } finally {
            if (!done) {
                Arrays.fill(output, outputOffset, outputOffset + written, (byte) 0);
            }
            forget();
        }
    }

    private static void requireRoom(long needed, byte[] output, int offset)
            throws ShortBufferException {
        if (output.length - offset < needed) {
            throw new ShortBufferException("the output needs room for " + needed + " bytes");
        }
    }

    private static byte[] separate(byte[] input, int offset, int length, byte[] output) {
        return input == output ? Arrays.copyOfRange(input, offset, offset + length) : input;
    }

    @Override
    protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
        int size = size(guarded(() -> running().updateSize(input.remaining())));
        return ByteBuffers.update(this::engineUpdate, size, input, output);
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        int size = engineGetOutputSize(input.remaining());
        return ByteBuffers.doFinal(this::engineDoFinal, size, input, output);
    }

    private static int size(long size) {
        return Math.toIntExact(size);
    }

    @Override
    protected int engineGetKeySize(Key key) throws InvalidKeyException {
        return CmkCipherParameters.keySize(context(), key);
    }

    @Override
    protected int engineGetOutputSize(int length) {
        EnvelopeOperation open = operation;
        long size =
                open != null
                        ? open.finalSize(length)
                        : encrypting ? EnvelopeEncryption.envelopeLength(length) : length;
        return (int) Math.min(Integer.MAX_VALUE, size);
    }
}
