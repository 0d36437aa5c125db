package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.mechanism.JdkProviders;

/**
 * Passes handles through, so that a program which translates a key it does not know gets it back.
 * Public keys are the JDK's; private keys are not made from clear encodings here.
 */
final class KmsKeyFactorySpi extends KeyFactorySpi {
    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;

    KmsKeyFactorySpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
        return jdk().generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
        throw new InvalidKeySpecException(
                "provider "
                        + context.provider().getName()
                        + " makes no private keys from clear encodings: import the key through the"
                        + " KeyStore");
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(@Nullable Key key, Class<T> type)
            throws InvalidKeySpecException {
        if (key instanceof KmsKey) {
            throw new InvalidKeySpecException(key + " is not extractable");
        }
        return jdk().getKeySpec(key, type);
    }

    @Override
    protected Key engineTranslateKey(@Nullable Key key) throws InvalidKeyException {
        if (key instanceof PublicKey) {
            return jdk().translateKey(key);
        }
        return context.requireHandle(key, algorithm.keyType());
    }

    private KeyFactory jdk() {
        try {
            return algorithm.keyType() == KeyType.RSA
                    ? KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                    : KeyFactory.getInstance("EC", JdkProviders.sunEc());
        } catch (NoSuchAlgorithmException e) {
            throw new ProviderException("the JDK lacks " + algorithm.name(), e);
        }
    }
}
