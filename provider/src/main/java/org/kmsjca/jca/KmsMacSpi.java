package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.MacSpi;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.MacOperation;

/** HMAC with a key of the KMS, whose KeySpec names the digest. */
final class KmsMacSpi extends MacSpi {
    private final ProviderContext context;
    private final Algorithm.KeyedMac algorithm;
    private @Nullable ManagedKey key;
    private @Nullable MacOperation operation;

    KmsMacSpi(ProviderContext context, Algorithm.KeyedMac algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected int engineGetMacLength() {
        return algorithm.length();
    }

    @Override
    protected void engineInit(Key newKey, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        key = null;
        operation = null;
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " has no parameters");
        }
        ManagedKey managed = context.requireHandle(newKey, KeyType.HMAC).managed();
        if (!managed.keySpec().keyAlgorithm().equals(algorithm.name())) {
            throw new InvalidKeyException(
                    newKey + " is a " + managed.keySpec() + " key, not for " + algorithm.name());
        }
        context.authorize(managed, KmsCall.GENERATE_MAC);
        operation = managed.mac();
        key = managed;
    }

    private MacOperation running() {
        MacOperation open = operation;
        if (open == null) {
            throw new IllegalStateException("the MAC is not initialised");
        }
        return open;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        running().update(input, offset, length);
    }

    @Override
    protected byte[] engineDoFinal() {
        MacOperation open = running();
        ManagedKey managed = key;
        if (managed != null) {
            try {
                managed.authorize(KmsCall.GENERATE_MAC);
            } catch (KmsException e) {
                context.logRefusal(managed, e);
                throw new ProviderException(e.getMessage(), e);
            }
        }
        return open.doFinal();
    }

    @Override
    protected void engineReset() {
        MacOperation open = operation;
        if (open != null) {
            open.reset();
        }
    }
}
