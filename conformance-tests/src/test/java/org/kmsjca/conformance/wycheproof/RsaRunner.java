package org.kmsjca.conformance.wycheproof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Tests whose group has an RSA private key. */
abstract class RsaRunner implements VectorRunner {
    private final int certifiedUsage;

    RsaRunner(int certifiedUsage) {
        this.certifiedUsage = certifiedUsage;
    }

    @Override
    public final String keyName(Vector vector) {
        return vector.text("privateKeyPkcs8");
    }

    @Override
    public final ImportableKey key(Vector vector) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PrivateKey key =
                factory.generatePrivate(new PKCS8EncodedKeySpec(vector.bytes("privateKeyPkcs8")));
        RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) key;
        byte[] publicKey =
                factory.generatePublic(
                                new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()))
                        .getEncoded();
        return ImportableKey.of(key, SubjectPublicKeyInfo.getInstance(publicKey), certifiedUsage);
    }
}
