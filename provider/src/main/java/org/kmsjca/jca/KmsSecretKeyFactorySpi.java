package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactorySpi;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Passes handles through, so that a program which translates a key it does not know gets it back. A
 * clear key stays what it is: it does not become one of the KMS's.
 */
final class KmsSecretKeyFactorySpi extends SecretKeyFactorySpi {
    private final ProviderContext context;
    private final String algorithm;

    KmsSecretKeyFactorySpi(ProviderContext context, String algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected SecretKey engineGenerateSecret(@Nullable KeySpec spec)
            throws InvalidKeySpecException {
        if (spec instanceof SecretKeySpec key && algorithm.equalsIgnoreCase(key.getAlgorithm())) {
            return key;
        }
        throw new InvalidKeySpecException(
                "%s keys come as a SecretKeySpec of that algorithm".formatted(algorithm));
    }

    @Override
    protected KeySpec engineGetKeySpec(@Nullable SecretKey key, Class<?> type)
            throws InvalidKeySpecException {
        if (key instanceof SecretKeySpec clear && type.isAssignableFrom(SecretKeySpec.class)) {
            return clear;
        }
        throw new InvalidKeySpecException(
                key instanceof KmsKey
                        ? key + " is not extractable"
                        : "%s keys come as a SecretKeySpec of that algorithm".formatted(algorithm));
    }

    @Override
    protected SecretKey engineTranslateKey(@Nullable SecretKey key) throws InvalidKeyException {
        if (key instanceof KmsSecretKey handle
                && handle.context() == context
                && algorithm.equals(handle.getAlgorithm())) {
            return handle;
        }
        if (key instanceof SecretKeySpec clear
                && algorithm.equalsIgnoreCase(clear.getAlgorithm())) {
            return clear;
        }
        throw new InvalidKeyException(
                "no %s key of provider %s".formatted(algorithm, context.provider().getName()));
    }
}
