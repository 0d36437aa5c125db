package org.kmsjca.protection.software;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.KeySpec;

/** What an ECPrivateKey (RFC 5915) says twice has to agree: the curve, and the public key. */
final class EcCheck {
    private EcCheck() {}

    /**
     * Checks the encoding of a key that was read.
     *
     * @param own the public key of the private value
     * @throws InvalidKeyException when the encoding names another curve or another public key
     */
    static void check(KeySpec spec, byte[] encoded, PublicKey own) throws InvalidKeyException {
        try {
            var info = PrivateKeyInfo.getInstance(encoded);
            var key = ECPrivateKey.getInstance(info.parsePrivateKey());
            ASN1Encodable inner = key.getParametersObject();
            if (inner != null
                    && !inner.toASN1Primitive()
                            .equals(
                                    info.getPrivateKeyAlgorithm()
                                            .getParameters()
                                            .toASN1Primitive())) {
                throw mismatch(spec, "it names two curves");
            }
            ASN1BitString given = key.getPublicKey();
            if (given != null && !isOwn(given.getOctets(), own)) {
                throw mismatch(spec, "the public key in it is another one's");
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeyException("the private key is not well-formed PKCS#8 EC", e);
        }
    }

    private static boolean isOwn(byte[] point, PublicKey own) throws IOException {
        var info = SubjectPublicKeyInfo.getInstance(own.getEncoded());
        var parameters = (ECPublicKeyParameters) PublicKeyFactory.createKey(info);
        return Arrays.equals(point, parameters.getQ().getEncoded(false))
                || Arrays.equals(point, parameters.getQ().getEncoded(true));
    }

    private static InvalidKeyException mismatch(KeySpec spec, String reason) {
        return new InvalidKeyException("the key is no %s key: %s".formatted(spec, reason));
    }
}
