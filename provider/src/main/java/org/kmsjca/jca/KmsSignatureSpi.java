package org.kmsjca.jca;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/**
 * What all signatures share. The message is hashed here; the CMK signs the digest. Verification
 * runs on the public key in this process and never asks the KMS. Each call that changes the object
 * passes {@link OneThread} here, and a subclass sees one thread at a time.
 */
abstract class KmsSignatureSpi extends SignatureSpi {
    /** The longest message, in bytes, that is kept for a token that hashes itself. */
    private static final int LONGEST_FOR_TOKEN = 16 * 1024 * 1024;

    private final ProviderContext context;
    private final Algorithm algorithm;

    private final OneThread thread = new OneThread(this::clear);

    private @Nullable ManagedKey signing;
    private @Nullable SignatureVerification verifying;
    private @Nullable MessageInput input;

    /** The digest that the key's token computes itself, of the message that is kept for it. */
    private @Nullable DigestAlgorithm hashedByToken;

    /** The last message was refused, or failed, after it had taken in data. */
    private boolean broken;

    KmsSignatureSpi(ProviderContext context, Algorithm algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    final ProviderContext context() {
        return context;
    }

    /** Takes in a message for the key. */
    abstract MessageInput newInput(ManagedKey key) throws InvalidKeyException;

    /** The mechanism with the parameters at hand. */
    abstract SignatureMechanism mechanism() throws SignatureException;

    /** A verification with the public key. */
    abstract SignatureVerification verification(PublicKey key) throws InvalidKeyException;

    @Override
    protected final void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        thread.restart();
        try {
            guardedInitVerify(publicKey);
        } finally {
            thread.end();
        }
    }

    void guardedInitVerify(@Nullable PublicKey publicKey) throws InvalidKeyException {
        clear();
        if (publicKey == null) {
            throw new InvalidKeyException("no key was given");
        }
        verifying = verification(publicKey);
    }

    @Override
    protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        engineInitSign(privateKey, null);
    }

    @Override
    protected final void engineInitSign(PrivateKey privateKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        thread.restart();
        try {
            guardedInitSign(privateKey, random);
        } finally {
            thread.end();
        }
    }

    /** Leaves the caller's random alone: a nonce of it would give the private key away. */
    void guardedInitSign(PrivateKey privateKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        clear();
        ManagedKey key =
                context.requireHandle(privateKey, Objects.requireNonNull(algorithm.keyType()))
                        .managed();
        context.authorize(key, KmsCall.ASYMMETRIC_SIGN);
        input = newInput(key);
        signing = key;
    }

    /** Forgets the key and the message. */
    void clear() {
        signing = null;
        verifying = null;
        input = null;
        hashedByToken = null;
        broken = false;
    }

    /** Input that is hashed here, unless the key's token wants the message. */
    final MessageInput hashed(ManagedKey key, SignatureMechanism scheme, DigestAlgorithm digest)
            throws InvalidKeyException {
        try {
            boolean byToken = key.signsMessages(scheme, digest);
            hashedByToken = byToken ? digest : null;
            return byToken ? MessageInput.raw(LONGEST_FOR_TOKEN) : MessageInput.hashed(digest);
        } catch (KmsException e) {
            context.logRefusal(key, e);
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    /** The key that signs, or null. */
    final @Nullable ManagedKey signingKey() {
        return signing;
    }

    /** Whether part of a message has been taken in. */
    final boolean isUnderWay() {
        return (input != null && !input.isEmpty()) || (verifying != null && verifying.isUnderWay());
    }

    /** Starts the input anew, after its digest has changed. */
    final void renewInput() throws InvalidKeyException {
        if (signing != null) {
            input = newInput(signing);
        }
    }

    final @Nullable SignatureVerification verifying() {
        return verifying;
    }

    @Override
    protected final void engineUpdate(byte b) throws SignatureException {
        engineUpdate(new byte[] {b}, 0, 1);
    }

    @Override
    protected final void engineUpdate(byte[] source, int offset, int length)
            throws SignatureException {
        thread.begin();
        try {
            guardedUpdate(source, offset, length);
        } finally {
            thread.end();
        }
    }

    void guardedUpdate(byte[] source, int offset, int length) throws SignatureException {
        if (verifying != null) {
            verifying.update(source, offset, length);
        } else {
            requireInput().update(source, offset, length);
        }
    }

    @Override
    protected final void engineUpdate(ByteBuffer source) {
        thread.begin();
        try {
            guardedUpdate(source);
        } catch (SignatureException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            thread.end();
        }
    }

    void guardedUpdate(ByteBuffer source) throws SignatureException {
        if (verifying != null) {
            verifying.update(source);
        } else {
            requireInput().update(source);
        }
    }

    private MessageInput requireInput() throws SignatureException {
        MessageInput open = input;
        if (open == null) {
            throw new SignatureException("the signature is not initialised");
        }
        if (broken) {
            throw BrokenMessage.ofSignature();
        }
        return open;
    }

    @Override
    protected final byte[] engineSign() throws SignatureException {
        thread.begin();
        try {
            return guardedSign();
        } finally {
            thread.end();
        }
    }

    byte[] guardedSign() throws SignatureException {
        ManagedKey key = signing;
        if (key == null) {
            throw new SignatureException("the signature is not initialised for signing");
        }
        SignatureMechanism mechanism = mechanism();
        DigestAlgorithm byToken = hashedByToken;
        if (byToken != null) {
            mechanism = new SignatureMechanism.OfMessage(mechanism, byToken);
        }
        MessageInput open = requireInput();
        broken = !open.isEmpty(); // unless it ends well, or by a fault of its own
        try {
            byte[] signature = key.sign(algorithm.name(), mechanism, open.finish());
            broken = false;
            return signature;
        } catch (SignatureException e) {
            broken = false;
            throw e;
        } catch (KmsException e) {
            context.logRefusal(key, e);
            throw new SignatureException(e.getMessage(), e);
        }
    }

    @Override
    protected final boolean engineVerify(byte[] signature) throws SignatureException {
        thread.begin();
        try {
            return guardedVerify(signature);
        } finally {
            thread.end();
        }
    }

    boolean guardedVerify(byte[] signature) throws SignatureException {
        SignatureVerification open = verifying;
        if (open == null) {
            throw new SignatureException("the signature is not initialised for verification");
        }
        return open.verify(signature);
    }

    @Override
    protected final void engineSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        thread.begin();
        try {
            guardedSetParameter(spec);
        } finally {
            thread.end();
        }
    }

    void guardedSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec != null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " has no parameters");
        }
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String parameter, Object value) {
        throw new InvalidParameterException(algorithm.name() + " has no parameter " + parameter);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String parameter) {
        throw new InvalidParameterException(algorithm.name() + " has no parameter " + parameter);
    }
}
