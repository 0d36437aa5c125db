package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.kms.ManagedKey;

/**
 * Generates key pairs: a CMK with a {@link CmkSpec}, else a pair that becomes a CMK when a KeyStore
 * stores it with a certificate.
 */
final class KmsKeyPairGeneratorSpi extends KeyPairGeneratorSpi {
    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;
    private @Nullable CmkSpec cmkSpec;
    private KeySpec keySpec;

    KmsKeyPairGeneratorSpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
        this.keySpec = algorithm.keyType() == KeyType.RSA ? KeySpec.RSA_3072 : KeySpec.EC_P256;
    }

    @Override
    public void initialize(int bits, @Nullable SecureRandom random) {
        String refusal = GeneratorPlace.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidParameterException(refusal);
        }
        KeySpec found = Generation.find(algorithm.keyType(), bits);
        if (found == null) {
            throw new InvalidParameterException(
                    algorithm.name()
                            + " keys of "
                            + bits
                            + " bits are not offered, but "
                            + Generation.sizes(algorithm.keyType()));
        }
        cmkSpec = null;
        keySpec = found;
    }

    @Override
    public void initialize(@Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof CmkSpec) {
            cmkSpec = Generation.cmkSpec(spec, algorithm);
            return;
        }
        String refusal = GeneratorPlace.refusal(context.provider(), algorithm);
        if (refusal != null) {
            throw new InvalidAlgorithmParameterException(refusal);
        }
        keySpec = Generation.keyPairSpec(algorithm.keyType(), spec);
        cmkSpec = null;
    }

    @Override
    public KeyPair generateKeyPair() {
        var instance = context.instance();
        CmkSpec spec = cmkSpec;
        ManagedKey made;
        if (spec != null) {
            made = instance.engine().createCmk(spec);
        } else {
            String refusal = GeneratorPlace.refusal(context.provider(), algorithm);
            if (refusal != null) {
                throw new ProviderException(refusal);
            }
            made = instance.engine().generateTransient(keySpec);
        }
        return new KeyPair(made.publicKey(), (PrivateKey) KmsKey.of(context, instance, made));
    }
}
