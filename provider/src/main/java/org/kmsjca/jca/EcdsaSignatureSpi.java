package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.verification.DigestVerifier;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** ECDSA. */
final class EcdsaSignatureSpi extends KmsSignatureSpi {
    /** The longest input without a digest, in bytes, as in the JDK: the longest digest there is. */
    private static final int LONGEST_DIGEST = 64;

    private final Algorithm.EcdsaSignature algorithm;

    EcdsaSignatureSpi(ProviderContext context, Algorithm.EcdsaSignature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
    }

    @Override
    MessageInput newInput(ManagedKey key) throws InvalidKeyException {
        DigestAlgorithm digest = algorithm.digest();
        return digest == null ? newInput() : hashed(key, mechanism(), digest);
    }

    private MessageInput newInput() {
        DigestAlgorithm digest = algorithm.digest();
        return digest == null ? MessageInput.raw(LONGEST_DIGEST) : MessageInput.hashed(digest);
    }

    @Override
    SignatureMechanism mechanism() {
        return new SignatureMechanism.Ecdsa(algorithm.format());
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        return new DigestVerification(newInput(), DigestVerifier.of(mechanism(), key));
    }

    /** Takes the key's own curve, as the JDK does; certificates bring it along. */
    @Override
    void guardedSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec == null) {
            return;
        }
        if (!(spec instanceof ECParameterSpec curve)) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " takes ECParameterSpec, not " + spec.getClass().getName());
        }
        ManagedKey key = signingKey();
        if (key != null
                && key.publicKey() instanceof ECPublicKey publicKey
                && !publicKey.getParams().getOrder().equals(curve.getOrder())) {
            throw new InvalidAlgorithmParameterException("the parameters are of another curve");
        }
    }
}
