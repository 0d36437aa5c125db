package org.kmsjca.protection.software;

import java.io.IOException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.SigningKey;

/** An unwrapped Ed25519 key, on Bouncy Castle's lightweight classes: 15 times the JDK's speed. */
final class SoftwareEd25519Key implements SigningKey, SoftwareKey {
    private final Ed25519PrivateKeyParameters key;
    private final Ed25519PublicKeyParameters verificationKey;
    private final PublicKey publicKey;

    SoftwareEd25519Key(Ed25519PrivateKeyParameters key) {
        this.key = key;
        this.verificationKey = key.generatePublicKey();
        try {
            this.publicKey =
                    PublicKeys.decode(
                            KeyType.ED25519,
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(verificationKey)
                                    .getEncoded());
        } catch (IOException | InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a public key could not be encoded", e);
        }
    }

    @Override
    public KeySpec keySpec() {
        return KeySpec.ED25519;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        if (!(mechanism instanceof SignatureMechanism.Ed25519)) {
            throw new SignatureException("an Ed25519 key does not sign with " + mechanism);
        }
        var signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(input, 0, input.length);
        byte[] signature = signer.generateSignature();
        var verifier = new Ed25519Signer();
        verifier.init(false, verificationKey);
        verifier.update(input, 0, input.length);
        FaultCheck.require(verifier.verifySignature(signature));
        return signature;
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
