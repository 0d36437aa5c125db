package org.kmsjca.protection.software;

import java.io.IOException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.PublicKeys;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.SigningKey;

/** An unwrapped ML-DSA key, on Bouncy Castle's lightweight classes. */
final class SoftwareMlDsaKey implements SigningKey, SoftwareKey {
    private final KeySpec keySpec;
    private final MLDSAPrivateKeyParameters key;
    private final PublicKey publicKey;
    private final SecureRandom random = new SecureRandom();

    SoftwareMlDsaKey(KeySpec keySpec, MLDSAPrivateKeyParameters key) {
        this.keySpec = keySpec;
        this.key = key;
        try {
            this.publicKey =
                    PublicKeys.decode(
                            KeyType.ML_DSA,
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                                            key.getPublicKeyParameters())
                                    .getEncoded());
        } catch (IOException | InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a public key could not be encoded", e);
        }
    }

    @Override
    public KeySpec keySpec() {
        return keySpec;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(
            SignatureMechanism mechanism, byte[] input, @Nullable SecureRandom callersRandom)
            throws SignatureException {
        if (!(mechanism instanceof SignatureMechanism.MlDsa)) {
            throw new SignatureException("an ML-DSA key does not sign with " + mechanism);
        }
        var signer = new MLDSASigner();
        signer.init(
                true,
                new ParametersWithRandom(key, callersRandom == null ? random : callersRandom));
        signer.update(input, 0, input.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new SignatureException("ML-DSA signing failed in the software module", e);
        }
    }

    @Override
    public byte[] clearEncoding() {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a private key could not be encoded", e);
        }
    }

    @Override
    public void close() {
        // Nothing is pooled; the key goes with this object.
    }
}
