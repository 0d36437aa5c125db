package org.kmsjca.protection.software;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.WNafUtil;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.bouncycastle.math.ec.custom.sec.SecP384R1Curve;
import org.bouncycastle.math.ec.custom.sec.SecP521R1Curve;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.PublicKeys;

/**
 * The curve of a KeySpec, with Bouncy Castle's fast arithmetic. What the JDK knows of it comes from
 * the JDK: its classes are in every JVM already, while Bouncy Castle's tables of names load 200.
 */
final class EcCurve {
    private final KeySpec spec;
    private final ECDomainParameters domain;
    private final @Nullable ECParameterSpec jdk;

    private EcCurve(KeySpec spec, ECDomainParameters domain, @Nullable ECParameterSpec jdk) {
        this.spec = spec;
        this.domain = domain;
        this.jdk = jdk;
    }

    static EcCurve of(KeySpec spec) {
        return switch (spec) {
            case EC_P256 -> of(spec, new SecP256R1Curve());
            case EC_P384 -> of(spec, new SecP384R1Curve());
            case EC_P521 -> of(spec, new SecP521R1Curve());
            default ->
                    new EcCurve(
                            spec,
                            new ECDomainParameters(
                                    CustomNamedCurves.getByName(spec.parameterSet())),
                            null);
        };
    }

    private static EcCurve of(KeySpec spec, ECCurve curve) {
        ECParameterSpec jdk;
        try {
            var parameters = AlgorithmParameters.getInstance("EC", JdkProviders.sunEc());
            parameters.init(new ECGenParameterSpec(spec.parameterSet()));
            jdk = parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the JDK lacks " + spec.parameterSet(), e);
        }
        java.security.spec.ECPoint g = jdk.getGenerator();
        ECPoint base = curve.createPoint(g.getAffineX(), g.getAffineY());
        WNafUtil.configureBasepoint(base);
        return new EcCurve(
                spec,
                new ECDomainParameters(curve, base, curve.getOrder(), curve.getCofactor()),
                jdk);
    }

    /**
     * Reads the private value of a PKCS#8 encoding.
     *
     * @throws InvalidKeyException when it is none of a private key on this curve
     */
    BigInteger privateValue(byte[] encoded) throws InvalidKeyException {
        BigInteger d = jdk == null ? null : privateValueByJdk(encoded, jdk);
        return d == null ? privateValueByBouncyCastle(encoded) : d;
    }

    /** Null when the JDK does not take it: it knows no parameters but by name. */
    private static @Nullable BigInteger privateValueByJdk(byte[] encoded, ECParameterSpec jdk) {
        try {
            var key =
                    (ECPrivateKey)
                            KeyFactory.getInstance("EC", JdkProviders.sunEc())
                                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            boolean same = key.getParams().getCurve().equals(jdk.getCurve());
            return same ? key.getS() : null;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private BigInteger privateValueByBouncyCastle(byte[] encoded) throws InvalidKeyException {
        try {
            if (!(PrivateKeyFactory.createKey(encoded) instanceof ECPrivateKeyParameters key)) {
                throw new InvalidKeyException("it is no elliptic-curve key");
            }
            if (!isSame(key.getParameters())) {
                throw new InvalidKeyException("it is on another curve");
            }
            return key.getD();
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("it is not well-formed PKCS#8", e);
        }
    }

    BigInteger order() {
        return domain.getN();
    }

    boolean isSame(ECDomainParameters other) {
        return other.getN().equals(domain.getN())
                && other.getCurve().getField().equals(domain.getCurve().getField())
                && other.getG()
                        .normalize()
                        .getXCoord()
                        .toBigInteger()
                        .equals(domain.getG().normalize().getXCoord().toBigInteger());
    }

    BigInteger randomScalar(SecureRandom random) {
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain, random));
        return ((ECPrivateKeyParameters) generator.generateKeyPair().getPrivate()).getD();
    }

    /** The point on this curve's arithmetic. */
    ECPublicKeyParameters publicKey(ECPoint point) {
        return new ECPublicKeyParameters(
                domain.getCurve().decodePoint(point.getEncoded(false)), domain);
    }

    ECPrivateKeyParameters privateKey(BigInteger d) {
        return new ECPrivateKeyParameters(d, domain);
    }

    /** The public key of a private value. */
    ECPublicKeyParameters verificationKey(BigInteger d) {
        return new ECPublicKeyParameters(
                new FixedPointCombMultiplier().multiply(domain.getG(), d), domain);
    }

    /** A public key as the JDK's own key class. */
    PublicKey encodable(ECPublicKeyParameters key) {
        try {
            if (jdk != null) {
                ECPoint q = key.getQ().normalize();
                var point =
                        new java.security.spec.ECPoint(
                                q.getAffineXCoord().toBigInteger(),
                                q.getAffineYCoord().toBigInteger());
                return KeyFactory.getInstance("EC", JdkProviders.sunEc())
                        .generatePublic(new ECPublicKeySpec(point, jdk));
            }
            var named = new ECPublicKeyParameters(key.getQ(), named());
            return PublicKeys.decode(
                    spec.keyType(),
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(named).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a public key could not be encoded", e);
        }
    }

    /** PKCS#8 of a private value, in a fresh array. */
    byte[] clearEncoding(BigInteger d) {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(
                            new ECPrivateKeyParameters(d, named()))
                    .getEncoded();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a private key could not be encoded", e);
        }
    }

    /** The curve with the name that stands in encodings. */
    private ECNamedDomainParameters named() {
        return new ECNamedDomainParameters(ECNamedCurveTable.getOID(spec.parameterSet()), domain);
    }
}
