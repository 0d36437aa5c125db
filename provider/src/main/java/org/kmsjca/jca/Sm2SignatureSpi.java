package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Objects;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Sm2ParameterSpec;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.encoding.Sm2Digests;
import org.kmsjca.crypto.verification.DigestVerifier;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.SignatureMechanism;

/** SM2 signatures, of a message or of its digest SM3(Z_A || M). */
final class Sm2SignatureSpi extends KmsSignatureSpi {
    private final Algorithm.Sm2Signature algorithm;
    private Sm2ParameterSpec parameters = Sm2ParameterSpec.defaultUserId();

    Sm2SignatureSpi(ProviderContext context, Algorithm.Sm2Signature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
    }

    @Override
    MessageInput newInput(ManagedKey key) {
        return input(((Sm2PublicKey) Objects.requireNonNull(key.publicKey())).parameters());
    }

    private MessageInput input(ECPublicKeyParameters signer) {
        return algorithm.hashes()
                ? MessageInput.hashed(() -> Sm2Digests.ofMessageFrom(signer, parameters.userId()))
                : MessageInput.raw(Sm2Digests.LENGTH);
    }

    @Override
    SignatureMechanism mechanism() {
        return new SignatureMechanism.Sm2();
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        try {
            Sm2PublicKey signer = Sm2PublicKey.of(key);
            return new DigestVerification(
                    input(signer.parameters()), DigestVerifier.of(mechanism(), signer));
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(algorithm.name() + ": " + e.getMessage(), e);
        }
    }

    /** The user id; before the first byte of a message. */
    @Override
    void guardedSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        Sm2ParameterSpec set = Sm2UserIds.of(spec);
        if (set == null || !algorithm.hashes()) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.hashes()
                            ? "SM3withSM2 takes org.kmsjca.Sm2ParameterSpec with the user id"
                            : "the user id is in the digest already");
        }
        if (isUnderWay()) {
            throw new ProviderException("parameters cannot change within a message");
        }
        parameters = set;
        if (verifying() instanceof DigestVerification verification) {
            verification.restart();
        }
        try {
            renewInput();
        } catch (InvalidKeyException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }
}
