package org.kmsjca.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;

/** A public key on the curve of SM2, which the JDK cannot represent. Algorithm {@code SM2}. */
public final class Sm2PublicKey implements ECPublicKey {
    private static final long serialVersionUID = 1L;
    private static final String CURVE = "sm2p256v1";
    private static final String X509 = "X.509";

    /** GB/T 32918.5. */
    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);

    private final byte[] encoded;

    private Sm2PublicKey(byte[] encoded) {
        this.encoded = encoded;
    }

    /** SM2's curve with Bouncy Castle's fast arithmetic. */
    public static ECNamedDomainParameters domain() {
        return new ECNamedDomainParameters(
                GMObjectIdentifiers.sm2p256v1, CustomNamedCurves.getByName(CURVE));
    }

    /**
     * Decodes X.509 SubjectPublicKeyInfo.
     *
     * @throws InvalidKeySpecException when it is no point on SM2's curve
     */
    public static Sm2PublicKey decode(byte[] encoded) throws InvalidKeySpecException {
        try {
            var info = SubjectPublicKeyInfo.getInstance(encoded);
            var curve = X962Parameters.getInstance(info.getAlgorithm().getParameters());
            if (info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                    && GMObjectIdentifiers.sm2p256v1.equals(curve.getParameters())
                    && PublicKeyFactory.createKey(info) instanceof ECPublicKeyParameters) {
                return new Sm2PublicKey(info.getEncoded());
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeySpecException("the key is no valid SM2 public key", e);
        }
        throw new InvalidKeySpecException("the key is not on SM2's curve");
    }

    /**
     * The key that another implementation's object is. Kona's have the bare point as their
     * encoding.
     *
     * @throws InvalidKeySpecException when it is no point on SM2's curve
     */
    public static Sm2PublicKey of(PublicKey key) throws InvalidKeySpecException {
        byte[] encoded = X509.equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded != null) {
            return decode(encoded);
        }
        if (key instanceof ECPublicKey ec && isOnCurve(key)) {
            return of(ec.getW());
        }
        throw new InvalidKeySpecException("the key is no SM2 public key");
    }

    /** Whether it is an EC key on SM2's curve, whatever it is called: Bouncy Castle says EC. */
    public static boolean isOnCurve(PublicKey key) {
        var parameters = key instanceof ECKey ec ? ec.getParams() : null;
        return parameters != null && ORDER.equals(parameters.getOrder());
    }

    /**
     * The key of a point.
     *
     * @throws InvalidKeySpecException when it is not on SM2's curve
     */
    public static Sm2PublicKey of(ECPoint point) throws InvalidKeySpecException {
        try {
            var q = domain().getCurve().createPoint(point.getAffineX(), point.getAffineY());
            var algorithm =
                    new AlgorithmIdentifier(
                            X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1);
            return decode(new SubjectPublicKeyInfo(algorithm, q.getEncoded(false)).getEncoded());
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeySpecException("the point is not on SM2's curve", e);
        }
    }

    /** The key for Bouncy Castle's lightweight classes. */
    public ECPublicKeyParameters parameters() {
        var info = SubjectPublicKeyInfo.getInstance(encoded);
        return new ECPublicKeyParameters(
                domain().getCurve().decodePoint(info.getPublicKeyData().getBytes()), domain());
    }

    @Override
    public ECPoint getW() {
        var q = parameters().getQ();
        return new ECPoint(q.getAffineXCoord().toBigInteger(), q.getAffineYCoord().toBigInteger());
    }

    @Override
    public ECParameterSpec getParams() {
        X9ECParameters x9 = CustomNamedCurves.getByName(CURVE);
        BigInteger prime = x9.getCurve().getField().getCharacteristic();
        var curve =
                new EllipticCurve(
                        new ECFieldFp(prime),
                        x9.getCurve().getA().toBigInteger(),
                        x9.getCurve().getB().toBigInteger());
        var g = x9.getG().normalize();
        return new ECParameterSpec(
                curve,
                new ECPoint(g.getAffineXCoord().toBigInteger(), g.getAffineYCoord().toBigInteger()),
                x9.getN(),
                x9.getH().intValueExact());
    }

    @Override
    public String getAlgorithm() {
        return "SM2";
    }

    @Override
    public String getFormat() {
        return X509;
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sm2PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "SM2 public key " + getW().getAffineX().toString(16);
    }
}
