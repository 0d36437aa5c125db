package org.kmsjca.crypto.verification;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.encoding.EcdsaSignatureEncoding;
import org.kmsjca.crypto.encoding.Sm2Digests;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/** SM2, of the digest SM3(Z_A || M). */
final class Sm2Verifier implements DigestVerifier {
    private final ECPublicKeyParameters key;

    Sm2Verifier(PublicKey publicKey) throws InvalidKeyException {
        try {
            this.key = Sm2PublicKey.of(publicKey).parameters();
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    @Override
    public boolean verify(byte[] digest, byte[] signature) throws SignatureException {
        BigInteger order = key.getParameters().getN();
        EcdsaSignatureEncoding.decode(Format.DER, order, signature); // refuses what is no DER
        if (digest.length != Sm2Digests.LENGTH) {
            throw new SignatureException("SM2 verifies a digest of 32 bytes");
        }
        var signer = new SM2Signer(Sm2Digests.known(digest));
        signer.init(false, key);
        return signer.verifySignature(signature);
    }
}
