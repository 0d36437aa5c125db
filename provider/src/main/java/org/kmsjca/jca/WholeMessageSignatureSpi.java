package org.kmsjca.jca;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.SignatureMechanism;

/** Signatures of the message itself rather than of a digest: Ed25519 and ML-DSA. */
final class WholeMessageSignatureSpi extends KmsSignatureSpi {
    private final Algorithm.WholeMessageSignature algorithm;

    WholeMessageSignatureSpi(ProviderContext context, Algorithm.WholeMessageSignature algorithm) {
        super(context, algorithm);
        this.algorithm = algorithm;
    }

    @Override
    MessageInput newInput(ManagedKey key) throws InvalidKeyException {
        KeySpec only = algorithm.onlySpec();
        if (only != null && key.keySpec() != only) {
            throw new InvalidKeyException(
                    algorithm.name() + " does not take a " + key.keySpec() + " key");
        }
        return MessageInput.raw(Integer.MAX_VALUE);
    }

    @Override
    SignatureMechanism mechanism() {
        return algorithm.keyType() == KeyType.ED25519
                ? new SignatureMechanism.Ed25519()
                : new SignatureMechanism.MlDsa();
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("the public key has no encoding");
        }
        try {
            AsymmetricKeyParameter parameters = PublicKeyFactory.createKey(encoded);
            Signer verifier = verifier(parameters);
            verifier.init(false, parameters);
            return new BouncyVerification(verifier);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidKeyException(
                    "the public key is no valid " + algorithm.name() + " key", e);
        }
    }

    private Signer verifier(AsymmetricKeyParameter parameters) throws InvalidKeyException {
        if (algorithm.keyType() == KeyType.ED25519
                && parameters instanceof Ed25519PublicKeyParameters) {
            return new Ed25519Signer();
        }
        KeySpec only = algorithm.onlySpec();
        if (algorithm.keyType() == KeyType.ML_DSA
                && parameters instanceof MLDSAPublicKeyParameters mlDsa
                && (only == null
                        || mlDsa.getParameters().getName().equalsIgnoreCase(only.parameterSet()))) {
            return new MLDSASigner();
        }
        throw new InvalidKeyException(algorithm.name() + " does not take this public key");
    }
}
