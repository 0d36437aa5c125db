package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** ECDH: the CMK is one party, the file has the other's public key, well formed or not. */
final class EcdhRunner implements VectorRunner {
    @Override
    public String keyName(Vector vector) {
        return vector.unsigned("private").toString(16);
    }

    @Override
    public ImportableKey key(Vector vector) throws GeneralSecurityException {
        String curve = vector.text("curve");
        BigInteger d = vector.unsigned("private");
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new ECPrivateKeySpec(
                                        d, parameters.getParameterSpec(ECParameterSpec.class)));
        X9ECParameters domain = ECNamedCurveTable.getByName(curve);
        byte[] point = domain.getG().multiply(d).getEncoded(false);
        return ImportableKey.of(key, publicKey(curve, point), KeyUsage.keyAgreement);
    }

    private static SubjectPublicKeyInfo publicKey(String curve, byte[] point) {
        ASN1ObjectIdentifier oid = ECNamedCurveTable.getOID(curve);
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid), point);
    }

    @Override
    public List<Attempt> attempts(Vector vector, boolean shallWork, Key handle) {
        return List.of(
                new Attempt(
                        "agreement",
                        List.of(InvalidKeySpecException.class, InvalidKeyException.class),
                        () -> {
                            PublicKey peer =
                                    KeyFactory.getInstance("EC")
                                            .generatePublic(
                                                    new X509EncodedKeySpec(peerKey(vector)));
                            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
                            agreement.init(handle);
                            agreement.doPhase(peer, true);
                            return Outcome.of(agreement.generateSecret(), vector.bytes("shared"));
                        }));
    }

    /** The JCA has no decoder of bare points: they are put into the curve's X.509 form. */
    private static byte[] peerKey(Vector vector) throws IOException {
        byte[] encoded = vector.bytes("public");
        return vector.text("encoding").equals("ecpoint")
                ? publicKey(vector.text("curve"), encoded).getEncoded()
                : encoded;
    }
}
