package org.kmsjca.conformance.support;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates as Bouncy Castle writes them. */
public final class TestCertificates {
    /** The key usage of certificates for signatures. */
    public static final int SIGNATURES = KeyUsage.digitalSignature;

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
                    .setProvider(factory(key))
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(signature(issuer.getPublic()))
                                            .setProvider(Peers.BOUNCY_CASTLE)
                                            .build(issuer.getPrivate())));
        } catch (OperatorCreationException | CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signature(PublicKey issuer) {
        if (isOnCurveOfSm2(issuer)) {
            return "SM3withSM2";
        }
        return switch (issuer.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
            case "EdDSA" -> "Ed25519";
            default -> issuer.getAlgorithm();
        };
    }

    /** The JDK's certificates, as far as it can. */
    private static Provider factory(PublicKey subject) {
        return isOnCurveOfSm2(subject) ? Peers.BOUNCY_CASTLE : Peers.SUN;
    }

    private static boolean isOnCurveOfSm2(PublicKey key) {
        return GMObjectIdentifiers.sm2p256v1.equals(
                SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getParameters());
    }
}
