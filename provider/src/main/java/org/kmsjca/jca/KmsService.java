package org.kmsjca.jca;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.mechanism.JdkProviders;
import org.kmsjca.mechanism.PublicKeys;
import org.kmsjca.mechanism.Sm2PublicKey;

/** A service of the provider, made from a row of the table, without reflection. */
final class KmsService extends Provider.Service {
    private final ProviderContext context;
    private final Algorithm algorithm;

    private KmsService(ProviderContext context, Algorithm algorithm, List<String> aliases) {
        super(
                context.provider(),
                algorithm.type(),
                algorithm.name(),
                KmsService.class.getName(),
                aliases,
                null);
        this.context = context;
        this.algorithm = algorithm;
    }

    static KmsService of(ProviderContext context, Algorithm algorithm) {
        return new KmsService(context, algorithm, Arrays.asList(algorithm.aliases()));
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
        if (parameter != null) {
            throw new NoSuchAlgorithmException(
                    algorithm.name() + " of " + getProvider().getName() + " takes no parameter");
        }
        return algorithm.newSpi(context);
    }

    /**
     * Takes handles of this provider instance, and what no provider of the JDK can serve. Every
     * other key is left to the other providers, whether this one stands first or last.
     */
    @Override
    public boolean supportsParameter(@Nullable Object parameter) {
        if (algorithm instanceof Algorithm.KeyMaker || algorithm instanceof Algorithm.Store) {
            return super.supportsParameter(parameter);
        }
        if (parameter instanceof KmsKey key) {
            return key.context() == context && algorithm.serves(key.managed().keySpec().keyType());
        }
        return parameter instanceof PublicKey key && isOursAlone(key);
    }

    /** Whether no provider of the JDK can do with the public key what this service does. */
    private boolean isOursAlone(PublicKey key) {
        if (algorithm instanceof Algorithm.EcdsaSignature) {
            return PublicKeys.isOnSecp256k1(key);
        }
        String name = key.getAlgorithm();
        if (algorithm instanceof Algorithm.DigestSignature && algorithm.keyType() != KeyType.SM2) {
            // No other provider has these names.
            return algorithm.keyType() == KeyType.RSA
                    ? key instanceof RSAPublicKey || "RSA".equals(name)
                    : key instanceof ECPublicKey || "EC".equals(name);
        }
        if (algorithm.keyType() == KeyType.SM2) {
            return "SM2".equals(name) || Sm2PublicKey.isOnCurve(key);
        }
        return algorithm.keyType() == KeyType.ML_DSA
                && name != null
                && name.startsWith("ML-DSA")
                && JdkProviders.sun().getService("Signature", "ML-DSA") == null;
    }
}
