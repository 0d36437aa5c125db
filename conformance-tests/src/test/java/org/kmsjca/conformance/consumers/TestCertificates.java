package org.kmsjca.conformance.consumers;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for localhost. */
final class TestCertificates {
    private TestCertificates() {}

    /** A certificate of a software key, signed by itself. */
    static X509Certificate selfSigned(String name, KeyPair pair) throws Exception {
        String provider = pair.getPublic().getAlgorithm().equals("RSA") ? "SunRsaSign" : "SunEC";
        return selfSigned(
                name, pair.getPublic(), pair.getPrivate(), Security.getProvider(provider));
    }

    static X509Certificate selfSigned(
            String name, PublicKey publicKey, PrivateKey privateKey, Provider signer)
            throws Exception {
        JcaX509v3CertificateBuilder builder = builder(name, name, publicKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        return sign(builder, privateKey, signer);
    }

    /** A certificate that a software RSA key signed, for one use only. */
    static X509Certificate issued(String name, PublicKey publicKey, int use, KeyPair issuer)
            throws Exception {
        JcaX509v3CertificateBuilder builder = builder(name, "issuer", publicKey);
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(use));
        return sign(builder, issuer.getPrivate(), Security.getProvider("SunRsaSign"));
    }

    private static JcaX509v3CertificateBuilder builder(
            String name, String issuer, PublicKey publicKey) throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=" + issuer),
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(30))),
                        new X500Principal("CN=" + name),
                        publicKey);
        return (JcaX509v3CertificateBuilder)
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    }

    private static X509Certificate sign(
            JcaX509v3CertificateBuilder builder, PrivateKey key, Provider provider)
            throws Exception {
        String algorithm = "SHA256with" + (key.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
        var signer = new JcaContentSignerBuilder(algorithm).setProvider(provider).build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
