package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import org.kmsjca.crypto.verification.DigestVerifier;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.SignatureMechanism;

/** Signatures by the KMS's names: what comes is the digest, as in AsymmetricSign. */
final class DigestSignatureSpi extends KmsSignatureSpi {
    private final Algorithm.DigestSignature algorithm;

    DigestSignatureSpi(ProviderContext context, Algorithm.DigestSignature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
    }

    @Override
    MessageInput newInput(ManagedKey key) {
        return MessageInput.digest(algorithm.algorithm());
    }

    @Override
    SignatureMechanism mechanism() {
        return SignatureMechanism.of(algorithm.algorithm());
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        return new DigestVerification(
                MessageInput.digest(algorithm.algorithm()), DigestVerifier.of(mechanism(), key));
    }
}
