package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KeyGenerator;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;

/**
 * Generates secret keys: a CMK with a {@link CmkSpec}, else a key that becomes a CMK when a
 * KeyStore stores it.
 */
final class KmsKeyGeneratorSpi extends KeyGeneratorSpi {
    private static final int DEFAULT_BITS = 256;

    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;
    private @Nullable CmkSpec cmkSpec;
    private int bits = DEFAULT_BITS;
    private final boolean fallback = GeneratorFallback.isUnderWay();
    private @Nullable KeyGenerator successor;

    KmsKeyGeneratorSpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInit(@Nullable SecureRandom random) {
        engineInit(DEFAULT_BITS, random);
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        cmkSpec = Generation.cmkSpec(spec, algorithm);
        successor = null;
    }

    @Override
    protected void engineInit(int newBits, @Nullable SecureRandom random) {
        String refusal = GeneratorPlace.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidParameterException(refusal);
        }
        KeyGenerator found = fallback ? other(newBits, random) : null;
        if (found != null) {
            successor = found;
            return;
        }
        if (Generation.find(algorithm.keyType(), newBits) == null) {
            throw new InvalidParameterException(
                    algorithm.name()
                            + " keys of "
                            + newBits
                            + " bits are not offered, but "
                            + Generation.sizes(algorithm.keyType()));
        }
        bits = newBits;
        cmkSpec = null;
        successor = null;
    }

    private @Nullable KeyGenerator other(int newBits, @Nullable SecureRandom random) {
        return GeneratorFallback.find(
                context.provider(),
                algorithm,
                provider -> {
                    var generator = KeyGenerator.getInstance(algorithm.name(), provider);
                    generator.init(newBits, random);
                    return generator;
                });
    }

    @Override
    protected SecretKey engineGenerateKey() {
        if (successor != null) {
            return successor.generateKey();
        }
        CmkSpec spec = cmkSpec;
        var instance = context.instance();
        if (spec != null) {
            return (SecretKey) KmsKey.of(context, instance, instance.engine().createCmk(spec));
        }
        String refusal = GeneratorPlace.refusal(context.provider(), algorithm);
        KeySpec keySpec = Generation.find(algorithm.keyType(), bits);
        if (refusal != null || keySpec == null) {
            throw new ProviderException(refusal);
        }
        return (SecretKey)
                KmsKey.of(context, instance, instance.engine().generateTransient(keySpec));
    }
}
