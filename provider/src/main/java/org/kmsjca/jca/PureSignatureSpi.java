package org.kmsjca.jca;

import java.io.IOException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.SignatureMechanism;

/** Signatures of the message itself rather than of a digest: Ed25519 and ML-DSA. */
final class PureSignatureSpi extends KmsSignatureSpi {
    private final Algorithm.WholeMessageSignature algorithm;
    private byte[] context = {};

    /** A copy of the key that verifies; null while none does. */
    private @Nullable PublicKey publicKey;

    /** A public key that was asked once for its encoding, and stays what it was. */
    @SuppressWarnings("ArrayRecordComponent") // a copy that nobody else has
    private record EncodedKey(String algorithm, byte[] encoded) implements PublicKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return encoded;
        }
    }

    PureSignatureSpi(ProviderContext context, Algorithm.WholeMessageSignature algorithm) {
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
                : new SignatureMechanism.MlDsa(context);
    }

    @Override
    void guardedInitVerify(@Nullable PublicKey key) throws InvalidKeyException {
        publicKey = null;
        byte[] encoded = key == null ? null : key.getEncoded();
        PublicKey copy = encoded == null ? key : new EncodedKey(algorithm.name(), encoded.clone());
        super.guardedInitVerify(copy);
        publicKey = copy;
    }

    /** Takes the context of ML-DSA, for this message and those after it. */
    @Override
    void guardedSetParameter(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (algorithm.keyType() != KeyType.ML_DSA) {
            super.guardedSetParameter(spec);
            return;
        }
        byte[] given = MlDsaContexts.of(spec);
        if (isUnderWay()) {
            throw new ProviderException("parameters cannot change within a message");
        }
        byte[] before = context;
        context = given;
        PublicKey verifying = verifying() == null ? null : publicKey;
        if (verifying != null) {
            try {
                guardedInitVerify(verifying);
            } catch (InvalidKeyException e) {
                context = before;
                throw new InvalidAlgorithmParameterException(e.getMessage(), e);
            }
        }
    }

    @Override
    SignatureVerification verification(PublicKey key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("the public key has no encoding");
        }
        try {
            if (algorithm.keyType() == KeyType.ML_DSA) {
                return mlDsa(PublicKeys.mlDsaParameters(encoded));
            }
            if (PublicKeyFactory.createKey(encoded) instanceof Ed25519PublicKeyParameters ed25519) {
                return verification(new Ed25519Signer(), ed25519);
            }
        } catch (InvalidKeySpecException | IOException | IllegalArgumentException e) {
            throw new InvalidKeyException(
                    "the public key is no valid " + algorithm.name() + " key", e);
        }
        throw mismatch();
    }

    private SignatureVerification mlDsa(MLDSAPublicKeyParameters key) throws InvalidKeyException {
        KeySpec only = algorithm.onlySpec();
        if (only != null && !key.getParameters().getName().equalsIgnoreCase(only.parameterSet())) {
            throw mismatch();
        }
        return verification(new MLDSASigner(), new ParametersWithContext(key, context));
    }

    private static SignatureVerification verification(Signer verifier, CipherParameters key) {
        verifier.init(false, key);
        return new BouncyVerification(verifier);
    }

    private InvalidKeyException mismatch() {
        return new InvalidKeyException(algorithm.name() + " does not take this public key");
    }
}
