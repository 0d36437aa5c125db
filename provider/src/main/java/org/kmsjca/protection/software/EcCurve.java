package org.kmsjca.protection.software;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.PublicKeys;

/** The curve of a KeySpec, with Bouncy Castle's fast arithmetic. */
final class EcCurve {
    private final KeyType type;
    private final ECNamedDomainParameters domain;

    private EcCurve(KeyType type, ECNamedDomainParameters domain) {
        this.type = type;
        this.domain = domain;
    }

    static EcCurve of(KeySpec spec) {
        ASN1ObjectIdentifier oid = ECNamedCurveTable.getOID(spec.parameterSet());
        return new EcCurve(
                spec.keyType(),
                new ECNamedDomainParameters(oid, CustomNamedCurves.getByName(spec.parameterSet())));
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
            return PublicKeys.decode(
                    type, SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded());
        } catch (IOException | InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a public key could not be encoded", e);
        }
    }

    /** PKCS#8 of a private value, in a fresh array. */
    byte[] clearEncoding(BigInteger d) {
        try {
            return PrivateKeyInfoFactory.createPrivateKeyInfo(privateKey(d)).getEncoded();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "a private key could not be encoded", e);
        }
    }
}
