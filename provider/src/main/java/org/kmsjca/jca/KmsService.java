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
        if (algorithm instanceof Algorithm.SecretKeyCipher cipher) {
            return new SecretKeyCipherSpi(context, cipher);
        }
        if (algorithm instanceof Algorithm.RsaCipher cipher) {
            return new RsaCipherSpi(context, cipher);
        }
        if (algorithm instanceof Algorithm.RsaSignature signature) {
            return new RsaSignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.PssSignature signature) {
            return new PssSignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.EcdsaSignature signature) {
            return new EcdsaSignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.Sm2Signature signature) {
            return new Sm2SignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.DigestSignature signature) {
            return new DigestSignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.WholeMessageSignature signature) {
            return new PureSignatureSpi(context, signature);
        }
        if (algorithm instanceof Algorithm.CmkCipher cipher) {
            return cipher.envelope()
                    ? new EnvelopeCipherSpi(context, cipher)
                    : new CmkCipherSpi(context, cipher);
        }
        if (algorithm instanceof Algorithm.Sm2Cipher) {
            return new Sm2CipherSpi(context);
        }
        if (algorithm instanceof Algorithm.KeyedMac mac) {
            return new KmsMacSpi(context, mac);
        }
        if (algorithm instanceof Algorithm.Agreement) {
            return new EcdhKeyAgreementSpi(context);
        }
        if (algorithm instanceof Algorithm.KeyMaker maker) {
            return keyMaker(maker);
        }
        return new KmsKeyStoreSpi(context);
    }

    private Object keyMaker(Algorithm.KeyMaker maker) {
        return switch (maker.type()) {
            case "KeyGenerator" -> new KmsKeyGeneratorSpi(context, maker);
            case "KeyPairGenerator" -> new KmsKeyPairGeneratorSpi(context, maker);
            default -> new KmsKeyFactorySpi(context, maker);
        };
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
