package org.kmsjca.crypto.verification;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.crypto.encoding.EcdsaSignatureEncoding;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/**
 * ECDSA by Bouncy Castle's lightweight classes, which are faster than the JDK's, know secp256k1,
 * and read signatures strictly.
 */
final class EcdsaVerifier implements DigestVerifier {
    private final Format format;
    private final ECPublicKeyParameters key;

    EcdsaVerifier(Format format, PublicKey publicKey) throws InvalidKeyException {
        this.format = format;
        this.key = decode(publicKey);
    }

    private static ECPublicKeyParameters decode(PublicKey publicKey) throws InvalidKeyException {
        byte[] encoded = publicKey.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("the public key has no encoding");
        }
        try {
            if (PublicKeyFactory.createKey(encoded) instanceof ECPublicKeyParameters ec
                    && !isOnCurveOfSm2(ec)) {
                return onFastCurve(ec);
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the public key is no valid EC key", e);
        }
        throw new InvalidKeyException(
                "ECDSA needs an EC public key, not " + publicKey.getAlgorithm());
    }

    /** Such keys sign with SM2 only. */
    private static boolean isOnCurveOfSm2(ECPublicKeyParameters key) {
        return key.getParameters() instanceof ECNamedDomainParameters named
                && GMObjectIdentifiers.sm2p256v1.equals(named.getName());
    }

    private static ECPublicKeyParameters onFastCurve(ECPublicKeyParameters key) {
        if (key.getParameters() instanceof ECNamedDomainParameters named) {
            X9ECParameters fast = CustomNamedCurves.getByOID(named.getName());
            if (fast != null) {
                return new ECPublicKeyParameters(
                        fast.getCurve().decodePoint(key.getQ().getEncoded(false)),
                        new ECDomainParameters(fast));
            }
        }
        return key;
    }

    @Override
    public boolean verify(byte[] digest, byte[] signature) throws SignatureException {
        BigInteger order = key.getParameters().getN();
        if (format == Format.P1363 && signature.length != 2 * ((order.bitLength() + 7) / 8)) {
            return false;
        }
        BigInteger[] rs = EcdsaSignatureEncoding.decode(format, order, signature);
        var signer = new ECDSASigner();
        signer.init(false, key);
        return signer.verifySignature(digest, rs[0], rs[1]);
    }
}
