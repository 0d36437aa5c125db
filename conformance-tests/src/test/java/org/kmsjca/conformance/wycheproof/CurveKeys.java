package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECCurve;

/** Keys on the curves of {@code ec_prime_order_curves}. */
final class CurveKeys {
    private CurveKeys() {}

    /** The private value 1. */
    static PrivateKey privateKey(Vector curve) throws IOException {
        int size = curve.unsigned("n").bitLength();
        var key = new PrivateKeyInfo(algorithm(curve), new ECPrivateKey(size, BigInteger.ONE));
        return new EncodedPrivateKey("EC", key.getEncoded());
    }

    /** Its public half, the curve's generator. */
    static SubjectPublicKeyInfo publicKey(Vector curve) {
        var field =
                new ECCurve.Fp(
                        curve.unsigned("p"),
                        curve.unsigned("a"),
                        curve.unsigned("b"),
                        curve.unsigned("n"),
                        BigInteger.ONE);
        return new SubjectPublicKeyInfo(
                algorithm(curve),
                field.createPoint(curve.unsigned("gx"), curve.unsigned("gy")).getEncoded(false));
    }

    private static AlgorithmIdentifier algorithm(Vector curve) {
        return new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, new ASN1ObjectIdentifier(curve.text("oid")));
    }
}
