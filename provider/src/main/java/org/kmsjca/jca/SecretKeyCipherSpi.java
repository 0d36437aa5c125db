package org.kmsjca.jca;

import static org.kmsjca.mechanism.CipherDirection.DECRYPT;
import static org.kmsjca.mechanism.CipherDirection.ENCRYPT;

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
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.GcmIv;
import org.kmsjca.kms.KeyCipher;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherMechanism.Mode;

/**
 * Ciphers with a secret key. This class has the JCA's manners: which call may come when, which
 * parameters are allowed, which exception says what. {@link KeyCipher} does the work, and asks at
 * each call whether the key may still do it.
 */
final class SecretKeyCipherSpi extends OneThreadCipherSpi {
    private static final byte[] EMPTY = new byte[0];
    private static final int BLOCK = 16;
    private final ProviderContext context;
    private final Algorithm.SecretKeyCipher algorithm;
    private final CipherMechanism mechanism;
    private final KeyCipher cipher;

    private boolean initialised;
    private @Nullable ManagedKey key;
    private KeyScope scope = KeyScope.CMK;
    private CipherDirection direction = ENCRYPT;

    /** Not those of an encryption by GCM, which the cipher keeps. */
    private @Nullable AlgorithmParameterSpec parameters;

    /** GCM encrypts one message for each initialisation. */
    private boolean spent;

    private long inputLength;

    SecretKeyCipherSpi(ProviderContext context, Algorithm.SecretKeyCipher algorithm) {
        this.context = context;
        this.algorithm = algorithm;
        this.mechanism = algorithm.mechanism();
        this.cipher = new KeyCipher(mechanism, algorithm.name());
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
    void guardedInit(int mode, Key newKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        try {
            guardedInit(mode, newKey, (AlgorithmParameterSpec) null, random);
        } catch (InvalidAlgorithmParameterException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameterSpec spec,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        ManagedKey managed = prepare(mode, newKey);
        if (spec != null) {
            refuseCallersIv((KmsKey) newKey);
            start(managed, CipherParameters.check(mechanism, spec));
        } else if (direction == ENCRYPT || mechanism.mode().isKeyWrap()) {
            start(managed, CipherParameters.generate(mechanism));
        } else {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " needs its parameters, with the IV, to decrypt");
        }
    }

    @Override
    void guardedInit(
            int mode,
            Key newKey,
            @Nullable AlgorithmParameters newParameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        guardedInit(mode, newKey, CipherParameters.spec(mechanism, newParameters), random);
    }

    @Override
    void giveUp() {
        cipher.abandon();
    }

    /** Leaves the object uninitialised until {@link #start}: a failed init must not fall back. */
    private ManagedKey prepare(int mode, Key newKey) throws InvalidKeyException {
        initialised = false;
        if (cipher.isInMessage()) {
            cipher.abandon();
        }
        inputLength = 0;
        KmsKey handle = context.requireHandle(newKey, algorithm.keyType());
        ManagedKey managed = handle.managed();
        if (algorithm.keyBits() != 0 && algorithm.keyBits() != managed.keySpec().bits()) {
            throw new InvalidKeyException(
                    algorithm.name() + " does not take a " + managed.keySpec() + " key");
        }
        boolean encrypts = mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
        if (encrypts != (direction == ENCRYPT)) {
            direction = encrypts ? ENCRYPT : DECRYPT;
        }
        if (scope != handle.scope()) {
            scope = handle.scope();
        }
        return managed;
    }

    private void refuseCallersIv(KmsKey handle) throws InvalidAlgorithmParameterException {
        if (isGcmEncryption() && handle.instance().configuration().gcmIv() == GcmIv.MODULE) {
            throw new InvalidAlgorithmParameterException(
                    "cipher.gcm.iv=module: GCM encryption chooses its IV itself; initialise without"
                            + " parameters and read getIV()");
        }
    }

    private void start(ManagedKey managed, AlgorithmParameterSpec checked)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            cipher.start(managed, scope, direction, checked);
        } catch (KmsException e) {
            if (isTrouble(e.code())) {
                throw e;
            }
            throw context.invalidKey(managed, e);
        }
        if (key != managed) {
            key = managed;
        }
        if (!isGcmEncryption()) {
            parameters = checked;
        }
        initialised = true;
        spent = false;
    }

    private boolean isGcmEncryption() {
        return mechanism.mode() == Mode.GCM && direction == ENCRYPT;
    }

    private @Nullable AlgorithmParameterSpec parameters() {
        AlgorithmParameterSpec known = isGcmEncryption() ? cipher.lastOfGcm() : parameters;
        return initialised ? known : null;
    }

    /** Whether the store or the token failed, which is not the key's fault. */
    private static boolean isTrouble(KmsErrorCode code) {
        return code == KmsErrorCode.INTERNAL_FAILURE
                || code == KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY;
    }

    /** Makes sure of a message; a finished one is followed by a new one, if the key may still. */
    private KeyCipher running() {
        if (cipher.isInMessage() && !cipher.isOutdated()) {
            return cipher;
        }
        ManagedKey managed = key;
        AlgorithmParameterSpec kept = parameters();
        if (managed == null || kept == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        if (cipher.isBroken()) {
            throw BrokenMessage.of("cipher");
        }
        if (spent) {
            throw new IllegalStateException(
                    "GCM encrypts one message for each initialisation: initialise again, with"
                            + " another IV");
        }
        try {
            inputLength = 0;
            cipher.start(managed, scope, direction, kept);
            return cipher;
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw new ProviderException(e.getMessage(), e);
        } catch (KmsException e) {
            throw context.refused(managed, e);
        }
    }

    private KmsException refused(KmsException refusal) {
        return key == null ? refusal : context.refused(key, refusal);
    }

    private void finish() {
        inputLength = 0;
        spent = isGcmEncryption();
    }

    @Override
    void guardedUpdateAAD(byte[] source, int offset, int length) {
        if (mechanism.mode() != Mode.GCM) {
            throw new UnsupportedOperationException(
                    algorithm.name() + " takes no additional authenticated data");
        }
        KeyCipher open = running();
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
    byte @Nullable [] guardedUpdate(byte[] input, int offset, int length) {
        KeyCipher open = running();
        try {
            byte[] output = open.update(input, offset, length);
            inputLength += length;
            return output;
        } catch (KmsException e) {
            throw refused(e);
        }
    }

    @Override
    int guardedUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        KeyCipher open = running();
        try {
            int written = open.update(input, offset, length, output, outputOffset);
            inputLength += length;
            return written;
        } catch (KmsException e) {
            throw refused(e);
        }
    }

    @Override
    byte[] guardedDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        KeyCipher open = running();
        checkLength(open, length);
        try {
            byte[] output = open.doFinal(input == null ? EMPTY : input, offset, length);
            finish();
            return output;
        } catch (KmsException e) {
            throw refused(e);
        }
    }

    @Override
    int guardedDoFinal(
            byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        KeyCipher open = running();
        checkLength(open, length);
        try {
            int written =
                    open.doFinal(
                            input == null ? EMPTY : input, offset, length, output, outputOffset);
            finish();
            return written;
        } catch (KmsException e) {
            throw refused(e);
        }
    }

    private void checkLength(KeyCipher open, int lastLength)
            throws AEADBadTagException, IllegalBlockSizeException {
        if (direction == ENCRYPT) {
            return;
        }
        try {
            checkLength(lastLength);
        } catch (AEADBadTagException | IllegalBlockSizeException e) {
            open.end(e);
            throw e;
        }
    }

    /** Refuses lengths that engines answer with stray runtime exceptions. */
    private void checkLength(int lastLength) throws AEADBadTagException, IllegalBlockSizeException {
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
        return ByteBuffers.update(
                this::engineUpdate, engineGetOutputSize(input.remaining()), input, output);
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        return ByteBuffers.doFinal(
                this::engineDoFinal, engineGetOutputSize(input.remaining()), input, output);
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
        return cipher.isInMessage()
                ? cipher.outputSize(length)
                : CipherParameters.outputSize(mechanism.mode(), direction, parameters(), length);
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        AlgorithmParameterSpec known = parameters();
        return known != null ? CipherParameters.iv(known) : null;
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        AlgorithmParameterSpec known = parameters();
        return CipherParameters.encodable(
                mechanism, known != null ? known : CipherParameters.generate(mechanism));
    }
}
