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
import org.kmsjca.DataKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.kms.KeyScope;

/**
 * Generates secret keys: a CMK with a {@link CmkSpec}, a data key with a {@link DataKeySpec}, else
 * a key that becomes a CMK when a KeyStore stores it.
 */
final class KmsKeyGeneratorSpi extends KeyGeneratorSpi {
    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;
    private @Nullable CmkSpec cmkSpec;
    private @Nullable DataKeySpec dataKeySpec;
    private int dataKeyBytes;
    private KeySpec keySpec;
    private final boolean fallback = JdkFallback.isUnderWay();
    private @Nullable KeyGenerator delegate;

    KmsKeyGeneratorSpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
        KeySpec only = algorithm.onlySpec();
        this.keySpec = only != null ? only : KeySpec.ALIYUN_AES_256;
    }

    @Override
    protected void engineInit(@Nullable SecureRandom random) {
        engineInit(keySpec.bits(), random);
    }

    @Override
    protected void engineInit(AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof DataKeySpec wanted) {
            dataKeyBytes = DataKeyLength.of(wanted, algorithm);
            dataKeySpec = wanted;
            cmkSpec = null;
        } else {
            cmkSpec = RequestedKeySpec.cmkSpec(spec, algorithm);
            dataKeySpec = null;
        }
        delegate = null;
    }

    @Override
    protected void engineInit(int bits, @Nullable SecureRandom random) {
        String refusal = ProviderOrder.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidParameterException(refusal);
        }
        KeyGenerator other = fallback ? other(bits, random) : null;
        if (other != null) {
            delegate = other;
            dataKeySpec = null;
            return;
        }
        KeySpec found = RequestedKeySpec.find(algorithm, bits);
        if (found == null) {
            throw new InvalidParameterException(
                    "%s keys of %s bits are not offered, but %s"
                            .formatted(algorithm.name(), bits, RequestedKeySpec.sizes(algorithm)));
        }
        cmkSpec = null;
        dataKeySpec = null;
        keySpec = found;
        delegate = null;
    }

    private @Nullable KeyGenerator other(int bits, @Nullable SecureRandom random) {
        return ProviderDelegation.first(
                context.provider(),
                algorithm.type() + "." + algorithm.name(),
                provider -> {
                    var generator = KeyGenerator.getInstance(algorithm.name(), provider);
                    generator.init(bits, random);
                    return generator;
                });
    }

    @Override
    protected SecretKey engineGenerateKey() {
        if (delegate != null) {
            return delegate.generateKey();
        }
        CmkSpec spec = cmkSpec;
        DataKeySpec dataKey = dataKeySpec;
        var instance = context.instance();
        if (dataKey != null) {
            return instance.engine()
                    .dataKeys()
                    .generate(dataKey, dataKeyBytes, keySpec.keyAlgorithm());
        }
        if (spec != null) {
            return (SecretKey)
                    KmsKey.of(
                            context,
                            instance,
                            instance.engine().creations().createForGenerator(spec),
                            KeyScope.CMK);
        }
        String refusal = ProviderOrder.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new ProviderException(refusal);
        }
        return (SecretKey)
                KmsKey.of(
                        context,
                        instance,
                        instance.engine().keyCreation().generate(keySpec),
                        KeyScope.CMK);
    }
}
