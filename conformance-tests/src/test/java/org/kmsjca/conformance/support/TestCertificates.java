package org.kmsjca.conformance.support;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates as Bouncy Castle writes them. */
public final class TestCertificates {
    private TestCertificates() {}

    /** A certificate of the pair for itself, for signatures. */
    public static X509Certificate selfSigned(String name, KeyPair pair) {
        return issue(name, pair.getPublic(), name, pair, KeyUsage.digitalSignature);
    }

    /** A certificate of the pair for itself, for encipherment only. */
    public static X509Certificate forEncipherment(String name, KeyPair pair) {
        return issue(name, pair.getPublic(), name, pair, KeyUsage.keyEncipherment);
    }

    /** A certificate for the public key, by the issuer's key. */
    public static X509Certificate issue(
            String name, PublicKey key, String issuerName, KeyPair issuer, int keyUsage) {
        Instant now = Instant.now();
        String digest = issuer.getPublic().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Principal("CN=" + issuerName),
                            BigInteger.valueOf(now.toEpochMilli()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofDays(30))),
                            new X500Principal("CN=" + name),
                            key);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256with" + digest)
                                            .setProvider(Peers.BOUNCY_CASTLE)
                                            .build(issuer.getPrivate())));
        } catch (OperatorCreationException | CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
