package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.config.GcmIv;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.kms.Observation;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;
import org.kmsjca.mechanism.CipherOperation;

/**
 * Ciphers with a secret key. This class has the JCA's manners: which call may come when, which
 * parameters are allowed, which exception says what. The operation does the work; it is taken at
 * init and given back after the message, or kept between messages from the second one on.
 *
 * <p>References that stay the same are not written again: each write to an object that outlived a
 * garbage collection marks a card of the collector's, and threads that mark neighbouring cards cost
 * each other more than a short message does.
 */
final class SecretKeyCipherSpi extends CipherSpi {
    private static final byte[] EMPTY = new byte[0];
    private static final int BLOCK = 16;

    private final ProviderContext context;
    private final Algorithm.SecretKeyCipher algorithm;
    private final CipherMechanism mechanism;
    private final IvHistory history = new IvHistory();

    private boolean initialised;
    private @Nullable ManagedKey key;
    private CipherDirection direction = CipherDirection.ENCRYPT;
    private @Nullable AlgorithmParameterSpec parameters;

    /** The operation of the message at hand, or one kept from the last message. */
    private @Nullable CipherOperation operation;

    private boolean inMessage;

    /** A message was finished before: this is a Cipher that is used again and again. */
    private boolean reused;

    /** From the first data of a message on, when a recording watches. */
    private @Nullable Observation observation;

    /** GCM encrypts one message for each initialisation. */
    private boolean spent;

    private long inputLength;

    SecretKeyCipherSpi(ProviderContext context, Algorithm.SecretKeyCipher algorithm) {
        this.context = context;
        this.algorithm = algorithm;
        this.mechanism = algorithm.mechanism();
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("the mode is part of the name " + algorithm.name());
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        throw new NoSuchPaddingException("the padding is part of the name " + algorithm.name());
    }

    @Override
    protected void engineInit(int mode, Key newKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        ManagedKey managed = prepare(mode, newKey);
        if (direction == CipherDirection.DECRYPT && !mechanism.mode().isKeyWrap()) {
            throw new InvalidKeyException(
                    algorithm.name() + " needs its parameters, with the IV, to decrypt");
        }
        try {
            start(managed, CipherParameters.generate(mechanism));
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException("the engine refused its own parameters", e);
        }
    }

    @Override
    protected void engineInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        ManagedKey managed = prepare(mode, newKey);
        if (spec != null) {
            refuseCallersIv((KmsKey) newKey);
            start(managed, CipherParameters.check(mechanism, spec));
        } else if (direction == CipherDirection.ENCRYPT || mechanism.mode().isKeyWrap()) {
            start(managed, CipherParameters.generate(mechanism));
        } else {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " needs its parameters, with the IV, to decrypt");
        }
    }

    @Override
    protected void engineInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameters newParameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        engineInit(mode, newKey, CipherParameters.spec(mechanism, newParameters), random);
    }

    /** Leaves the object uninitialised until {@link #start}: a failed init must not fall back. */
    private ManagedKey prepare(int mode, Key newKey) throws InvalidKeyException {
        initialised = false;
        if (inMessage) {
            abandon();
        }
        ManagedKey managed = context.requireHandle(newKey, algorithm.keyType()).managed();
        if (algorithm.keyBits() != 0 && algorithm.keyBits() != managed.keySpec().bits()) {
            throw new InvalidKeyException(
                    algorithm.name() + " does not take a " + managed.keySpec() + " key");
        }
        direction =
                mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE
                        ? CipherDirection.ENCRYPT
                        : CipherDirection.DECRYPT;
        context.authorize(managed, call());
        return managed;
    }

    private void refuseCallersIv(KmsKey handle) throws InvalidAlgorithmParameterException {
        if (mechanism.mode() == Mode.GCM
                && direction == CipherDirection.ENCRYPT
                && handle.instance().configuration().gcmIv() == GcmIv.MODULE) {
            throw new InvalidAlgorithmParameterException(
                    "cipher.gcm.iv=module: GCM encryption chooses its IV itself; initialise without"
                            + " parameters and read getIV()");
        }
    }

    private void start(ManagedKey managed, AlgorithmParameterSpec checked)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        open(managed, checked);
        if (key != managed) {
            key = managed;
        }
        parameters = checked;
        initialised = true;
        spent = false;
    }

    private CipherOperation open(ManagedKey managed, AlgorithmParameterSpec checked)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        CipherOperation kept = operation;
        boolean opened = false;
        try {
            CipherOperation open;
            if (mechanism.mode() == Mode.GCM && direction == CipherDirection.ENCRYPT) {
                open = history.start(managed, mechanism, (GCMParameterSpec) checked, kept);
            } else {
                open = managed.cipher(mechanism, kept);
                open.init(direction, checked);
            }
            if (open != kept) {
                operation = open;
            }
            inMessage = true;
            opened = true;
            return open;
        } finally {
            if (!opened) {
                abandon();
            }
        }
    }

    private KmsCall call() {
        return direction == CipherDirection.ENCRYPT ? KmsCall.ENCRYPT : KmsCall.DECRYPT;
    }

    /** The operation of the message at hand; a finished message is followed by a new one. */
    private CipherOperation running() {
        CipherOperation open = operation;
        if (inMessage && open != null) {
            return open;
        }
        ManagedKey managed = key;
        AlgorithmParameterSpec kept = parameters;
        if (!initialised || managed == null || kept == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        if (spent) {
            throw new IllegalStateException(
                    "GCM encrypts one message for each initialisation: initialise again, with"
                            + " another IV");
        }
        try {
            context.authorize(managed, call());
            return open(managed, kept);
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw new ProviderException(e.getMessage(), e);
        }
    }

    private void observe() {
        ManagedKey managed = key;
        if (observation == null && managed != null) {
            observation = managed.operations().begin(call());
        }
    }

    private void failed(Exception failure) {
        ManagedKey managed = key;
        if (managed != null) {
            managed.operations().failed(call(), managed, algorithm.name(), observation, failure);
        }
    }

    private void finish(CipherOperation finished) {
        ManagedKey managed = key;
        if (managed != null) {
            managed.operations().succeeded(call(), managed, algorithm.name(), observation);
        }
        if (!reused || !finished.mayBeKept()) {
            finished.release();
            operation = null;
        }
        reused = true;
        inMessage = false;
        observation = null;
        inputLength = 0;
        spent = mechanism.mode() == Mode.GCM && direction == CipherDirection.ENCRYPT;
    }

    /** Forgets an operation that failed or was left: its state is nobody's to use. */
    private void abandon() {
        operation = null;
        inMessage = false;
        observation = null;
        inputLength = 0;
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {
        if (mechanism.mode() != Mode.GCM) {
            throw new UnsupportedOperationException(
                    algorithm.name() + " takes no additional authenticated data");
        }
        CipherOperation open = running();
        if (inputLength > 0) {
            throw new IllegalStateException(
                    "additional authenticated data come before the message");
        }
        open.updateAad(source, offset, length);
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(copy);
        engineUpdateAAD(copy, 0, copy.length);
    }

    @Override
    protected byte @Nullable [] engineUpdate(byte[] input, int offset, int length) {
        CipherOperation open = running();
        observe();
        try {
            byte[] output = open.update(input, offset, length);
            inputLength += length;
            return output;
        } catch (RuntimeException e) {
            failed(e);
            abandon();
            throw e;
        }
    }

    @Override
    protected int engineUpdate(
            byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        CipherOperation open = running();
        observe();
        try {
            int written = open.update(input, offset, length, output, outputOffset);
            inputLength += length;
            return written;
        } catch (RuntimeException e) {
            failed(e);
            abandon();
            throw e;
        }
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        CipherOperation open = running();
        observe();
        boolean done = false;
        try {
            byte[] output = lastPart(open, input == null ? EMPTY : input, offset, length);
            finish(open);
            done = true;
            return output;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    private byte[] lastPart(CipherOperation open, byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        try {
            checkLength(length);
            return open.doFinal(input, offset, length);
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    @Override
    protected int engineDoFinal(
            byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        CipherOperation open = running();
        observe();
        boolean keep = false;
        try {
            int written =
                    lastPart(
                            open,
                            input == null ? EMPTY : input,
                            offset,
                            length,
                            output,
                            outputOffset);
            finish(open);
            keep = true;
            return written;
        } catch (ShortBufferException e) {
            keep = true; // nothing was consumed: the same call with more room goes on
            throw e;
        } finally {
            if (!keep) {
                abandon();
            }
        }
    }

    private int lastPart(
            CipherOperation open,
            byte[] input,
            int offset,
            int length,
            byte[] output,
            int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        try {
            checkLength(length);
            return open.doFinal(input, offset, length, output, outputOffset);
        } catch (IllegalBlockSizeException | BadPaddingException | RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    /** Refuses lengths that engines answer with stray runtime exceptions. */
    private void checkLength(int lastLength) throws AEADBadTagException, IllegalBlockSizeException {
        if (direction == CipherDirection.ENCRYPT) {
            return;
        }
        long length = inputLength + lastLength;
        if (parameters instanceof GCMParameterSpec gcm && length < gcm.getTLen() / Byte.SIZE) {
            throw new AEADBadTagException(
                    "the ciphertext has " + length + " bytes and so no complete tag");
        }
        int least = mechanism.mode() == Mode.KW ? 24 : 16;
        if (mechanism.mode().isKeyWrap() && (length < least || length % 8 != 0)) {
            throw new IllegalBlockSizeException(
                    "the wrapped key has " + length + " bytes, which no key has");
        }
    }

    @Override
    protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
        return BufferBridge.update(
                this::engineUpdate, engineGetOutputSize(input.remaining()), input, output);
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        return BufferBridge.doFinal(
                this::engineDoFinal, engineGetOutputSize(input.remaining()), input, output);
    }

    @Override
    protected byte[] engineWrap(Key wrapped) throws IllegalBlockSizeException, InvalidKeyException {
        byte[] clear = KeyWrapping.encoding(wrapped);
        try {
            return engineDoFinal(clear, 0, clear.length);
        } catch (BadPaddingException e) {
            throw new InvalidKeyException("the key could not be wrapped", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String keyAlgorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        byte[] clear;
        try {
            clear = engineDoFinal(wrapped, 0, wrapped.length);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw new InvalidKeyException("the wrapped key does not unwrap with this key", e);
        }
        try {
            return KeyWrapping.key(clear, keyAlgorithm, keyType);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    @Override
    protected int engineGetBlockSize() {
        return BLOCK;
    }

    @Override
    protected int engineGetKeySize(Key sizedKey) throws InvalidKeyException {
        return context.requireHandle(sizedKey, algorithm.keyType()).managed().keySpec().bits();
    }

    @Override
    protected int engineGetOutputSize(int length) {
        CipherOperation open = operation;
        return inMessage && open != null ? open.outputSize(length) : sizeOfWhole(length);
    }

    /** The size of a whole message's output, between messages. */
    private int sizeOfWhole(int length) {
        boolean encrypting = direction == CipherDirection.ENCRYPT;
        return switch (mechanism.mode()) {
            case GCM -> {
                int tag = parameters instanceof GCMParameterSpec gcm ? gcm.getTLen() / 8 : BLOCK;
                yield encrypting ? length + tag : Math.max(0, length - tag);
            }
            case CBC_PADDED -> encrypting ? (length / BLOCK + 1) * BLOCK : length;
            case CBC, CTR -> length;
            case KW -> encrypting ? length + 8 : Math.max(0, length - 8);
            case KWP -> encrypting ? (length + 7) / 8 * 8 + 8 : Math.max(0, length - 8);
        };
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return initialised && parameters != null ? CipherParameters.iv(parameters) : null;
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        AlgorithmParameterSpec known = initialised ? parameters : null;
        return CipherParameters.encodable(
                mechanism, known != null ? known : CipherParameters.generate(mechanism));
    }
}
