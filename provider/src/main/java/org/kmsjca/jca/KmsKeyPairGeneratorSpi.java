package org.kmsjca.jca;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.kms.KeyScope;
import org.kmsjca.kms.ManagedKey;

/**
 * Generates key pairs: a CMK with a {@link CmkSpec}, a data key pair with a {@link
 * DataKeyPairSpec}, else a pair that becomes a CMK when a KeyStore stores it with a certificate.
 */
final class KmsKeyPairGeneratorSpi extends KeyPairGeneratorSpi {
    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;
    private @Nullable CmkSpec cmkSpec;
    private @Nullable DataKeyPairSpec dataKeyPairSpec;
    private KeySpec keySpec;
    private final boolean fallback = JdkFallback.isUnderWay();
    private @Nullable KeyPairGenerator delegate;

    KmsKeyPairGeneratorSpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
        this.keySpec = RequestedKeySpec.defaultKeyPair(algorithm);
    }

    @Override
    public void initialize(int bits, @Nullable SecureRandom random) {
        String refusal = ProviderOrder.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidParameterException(refusal);
        }
        if (isHandedOver(generator -> generator.initialize(bits, random))) {
            return;
        }
        KeySpec found = RequestedKeySpec.find(algorithm, bits);
        if (found == null) {
            throw new InvalidParameterException(
                    "%s keys of %s bits are not offered, but %s"
                            .formatted(algorithm.name(), bits, RequestedKeySpec.sizes(algorithm)));
        }
        use(found);
    }

    @Override
    public void initialize(@Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof CmkSpec) {
            cmkSpec = RequestedKeySpec.cmkSpec(spec, algorithm);
            dataKeyPairSpec = null;
            delegate = null;
            return;
        }
        if (spec instanceof DataKeyPairSpec wanted) {
            RequestedKeySpec.requireSpec(algorithm, wanted.keyPairSpec());
            dataKeyPairSpec = wanted;
            cmkSpec = null;
            delegate = null;
            return;
        }
        String refusal = ProviderOrder.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidAlgorithmParameterException(refusal);
        }
        if (!isHandedOver(generator -> generator.initialize(spec, random))) {
            use(RequestedKeySpec.keyPairSpec(algorithm, spec));
        }
    }

    private void use(KeySpec found) {
        keySpec = found;
        cmkSpec = null;
        dataKeyPairSpec = null;
        delegate = null;
    }

    /** Passes the program's parameters on to another provider's generator. */
    private interface Initialization {
        void of(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private boolean isHandedOver(Initialization initialization) {
        if (!fallback) {
            return false;
        }
        KeyPairGenerator found =
                ProviderDelegation.first(
                        context.provider(),
                        algorithm.type() + "." + algorithm.name(),
                        provider -> {
                            var generator =
                                    KeyPairGenerator.getInstance(algorithm.name(), provider);
                            initialization.of(generator);
                            return generator;
                        });
        if (found != null) {
            delegate = found;
        }
        return found != null;
    }

    @Override
    public KeyPair generateKeyPair() {
        if (delegate != null) {
            return delegate.generateKeyPair();
        }
        var instance = context.instance();
        DataKeyPairSpec dataKeyPair = dataKeyPairSpec;
        if (dataKeyPair != null) {
            return instance.engine().dataKeyPairs().generate(dataKeyPair).keyPair();
        }
        CmkSpec spec = cmkSpec;
        ManagedKey made;
        if (spec != null) {
            made = instance.engine().creations().createForGenerator(spec);
        } else {
            String refusal = ProviderOrder.refusal(context.provider(), algorithm);
            if (refusal != null) {
                throw new ProviderException(refusal);
            }
            made = instance.engine().keyCreation().generate(keySpec);
        }
        return new KeyPair(
                made.publicKey(), (PrivateKey) KmsKey.of(context, instance, made, KeyScope.CMK));
    }
}
