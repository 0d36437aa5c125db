package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.PublicKeys;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Makes ordinary public keys of what a token shows of them. */
final class PublicKeyReader {
    /** RFC 8410 section 3. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private PublicKeyReader() {}

    /** CKA_EC_PARAMS of a spec's curve, DER. */
    static byte[] curve(KeySpec spec) {
        ASN1Encodable parameters =
                spec.keyType() == KeyType.ED25519
                        ? new DERPrintableString("edwards25519") // PKCS#11 v3.0, 2.3.10
                        : oid(spec);
        try {
            return parameters.toASN1Primitive().getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a curve's name has an encoding", e);
        }
    }

    private static ASN1ObjectIdentifier oid(KeySpec spec) {
        return ECNamedCurveTable.getOID(spec.parameterSet());
    }

    /**
     * The public key whose values an object has: a public key object, of RSA a private one too.
     * Null when it does not show them.
     */
    static @Nullable PublicKey read(TokenSession session, long object, KeySpec spec)
            throws PKCS11Exception {
        if (spec.keyType() == KeyType.RSA) {
            byte[] modulus = session.bytes(object, PKCS11Constants.CKA_MODULUS);
            byte[] exponent = session.bytes(object, PKCS11Constants.CKA_PUBLIC_EXPONENT);
            return modulus == null || exponent == null
                    ? null
                    : rsa(new BigInteger(1, modulus), new BigInteger(1, exponent));
        }
        byte[] point = session.bytes(object, PKCS11Constants.CKA_EC_POINT);
        return point == null ? null : curvePoint(spec, point);
    }

    private static PublicKey rsa(BigInteger modulus, BigInteger exponent) {
        try {
            var algorithm =
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return decode(
                    KeyType.RSA,
                    new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(modulus, exponent)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static PublicKey curvePoint(KeySpec spec, byte[] shown) {
        boolean edwards = spec.keyType() == KeyType.ED25519;
        int field = (spec.bits() + 7) / 8;
        int length = edwards ? field : 1 + 2 * field;
        // The standard wants an OCTET STRING, some tokens give the bare point.
        byte[] point;
        try {
            point = shown.length == length ? shown : ASN1OctetString.getInstance(shown).getOctets();
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
        var algorithm =
                edwards
                        ? new AlgorithmIdentifier(ED25519)
                        : new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid(spec));
        return decode(spec.keyType(), new SubjectPublicKeyInfo(algorithm, point));
    }

    private static PublicKey decode(KeyType type, SubjectPublicKeyInfo info) {
        try {
            return PublicKeys.decode(type, info.getEncoded());
        } catch (IOException | InvalidKeySpecException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static KmsException unreadable(Exception e) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION, "the token shows no valid public key", e);
    }
}
