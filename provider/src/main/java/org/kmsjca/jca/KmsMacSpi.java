package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KeyMac;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;

/**
 * HMAC with a key of the KMS, whose KeySpec names the digest.
 *
 * <p>Who asks for the length before the key binds a Mac to the first provider, as JSSE does in
 * every handshake of TLS 1.3 on Java 17. Where that is this one, a key that is not ours is handed
 * to the next provider; else no TLS would work in the JVM.
 */
final class KmsMacSpi extends MacSpi {
    private final ProviderContext context;
    private final Algorithm.KeyedMac algorithm;
    private final OneThread thread = new OneThread(this::forget);
    private @Nullable KeyMac operation;
    private @Nullable Mac delegate;
    private boolean lengthAsked;
    private boolean handleSeen;

    /** The message at hand has taken in data. */
    private boolean fed;

    /** The last message was refused, or failed, after it had taken in data. */
    private boolean broken;

    KmsMacSpi(ProviderContext context, Algorithm.KeyedMac algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected int engineGetMacLength() {
        lengthAsked = true;
        return algorithm.length();
    }

    @Override
    protected void engineInit(Key newKey, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        thread.restart();
        try {
            init(newKey, parameters);
        } finally {
            thread.end();
        }
    }

    private void init(Key newKey, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            forget();
        } finally {
            operation = null;
        }
        delegate = null;
        handleSeen |= newKey instanceof KmsKey;
        if (lengthAsked && !handleSeen && newKey != null) {
            delegate = delegate(newKey, parameters);
            return;
        }
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " has no parameters");
        }
        KmsKey handle = context.requireHandle(newKey, KeyType.HMAC);
        ManagedKey managed = handle.managed();
        if (!managed.keySpec().keyAlgorithm().equals(algorithm.name())) {
            throw new InvalidKeyException(
                    newKey + " is a " + managed.keySpec() + " key, not for " + algorithm.name());
        }
        context.authorize(managed, KmsCall.GENERATE_MAC);
        try {
            operation = new KeyMac(managed, handle.scope(), algorithm.name());
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.UNSUPPORTED_OPERATION) {
                throw context.invalidKey(managed, e);
            }
            throw e;
        }
    }

    /** Gives back what a message held that does not go on. */
    private void forget() {
        fed = false;
        broken = false;
        KeyMac open = operation;
        if (open != null) {
            open.reset();
        }
    }

    private Mac delegate(Key newKey, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException {
        Mac next =
                ProviderDelegation.first(
                        context.provider(),
                        "Mac." + algorithm.name(),
                        provider -> {
                            Mac mac = Mac.getInstance(algorithm.name(), provider);
                            mac.init(newKey, parameters);
                            return mac;
                        });
        if (next == null) {
            throw new InvalidKeyException(
                    "no provider does %s with a key of %s"
                            .formatted(algorithm.name(), newKey.getClass().getName()));
        }
        return next;
    }

    private KeyMac running() {
        KeyMac open = operation;
        if (open == null) {
            throw new IllegalStateException("the MAC is not initialised");
        }
        if (broken) {
            throw BrokenMessage.of("MAC");
        }
        return open;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        thread.begin();
        try {
            if (delegate != null) {
                delegate.update(input, offset, length);
            } else {
                update(running(), input, offset, length);
            }
        } finally {
            thread.end();
        }
    }

    private void update(KeyMac open, byte[] input, int offset, int length) {
        fed |= length > 0;
        broken = true; // unless all of it was taken in
        open.update(input, offset, length);
        broken = false;
    }

    @Override
    protected byte[] engineDoFinal() {
        thread.begin();
        try {
            return code();
        } finally {
            thread.end();
        }
    }

    private byte[] code() {
        if (delegate != null) {
            return delegate.doFinal();
        }
        KeyMac open = running();
        broken = fed; // unless it ends well
        fed = false;
        byte[] code = code(open);
        broken = false;
        return code;
    }

    private byte[] code(KeyMac open) {
        try {
            open.key().authorize(KmsCall.GENERATE_MAC);
        } catch (KmsException e) {
            open.reset(); // the message ends, refused or not
            context.logRefusal(open.key(), e);
            throw new ProviderException(e.getMessage(), e);
        }
        try {
            return open.doFinal();
        } catch (KmsException e) {
            throw context.refused(open.key(), e);
        }
    }

    @Override
    protected void engineReset() {
        thread.restart();
        try {
            if (delegate != null) {
                delegate.reset();
            }
            forget();
        } finally {
            thread.end();
        }
    }
}
