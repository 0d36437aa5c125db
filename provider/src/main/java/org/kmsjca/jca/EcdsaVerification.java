package org.kmsjca.jca;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;
import org.kmsjca.mechanism.encoding.EcdsaSignatureEncoding;

/**
 * A verification by Bouncy Castle's lightweight classes, which are faster than the JDK's, know
 * secp256k1, and read signatures strictly.
 */
final class EcdsaVerification implements SignatureVerification {
    /** The order of secp256k1, SEC 2 section 2.4.1: a curve that the JDK names but cannot use. */
    private static final BigInteger SECP256K1_ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final MessageInput input;
    private final Format format;
    private final ECPublicKeyParameters key;

    EcdsaVerification(PublicKey publicKey, MessageInput input, Format format)
            throws InvalidKeyException {
        this.input = input;
        this.format = format;
        this.key = decode(publicKey);
    }

    /** Whether it is a public key on a curve that no provider of the JDK verifies with. */
    static boolean isOursAlone(Key key) {
        return key instanceof PublicKey
                && key instanceof ECKey ec
                && ec.getParams() != null
                && ec.getParams().getOrder().equals(SECP256K1_ORDER);
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
    public void update(byte[] source, int offset, int length) {
        input.update(source, offset, length);
    }

    @Override
    public void update(ByteBuffer source) {
        input.update(source);
    }

    @Override
    public boolean isUnderWay() {
        return !input.isEmpty();
    }

    @Override
    public boolean verify(byte[] signature) throws SignatureException {
        byte[] digest = input.finish();
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
