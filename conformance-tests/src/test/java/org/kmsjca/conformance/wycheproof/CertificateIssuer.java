package org.kmsjca.conformance.wycheproof;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates for any public key. */
final class CertificateIssuer {
    private static final X500Name NAME = new X500Name("CN=Wycheproof");

    private final ContentSigner signer;
    private final SubjectPublicKeyInfo publicKey;

    CertificateIssuer() throws GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        signer =
                new JcaContentSignerBuilder("SHA256withECDSA")
                        .setProvider("SunEC")
                        .build(pair.getPrivate());
    }

    /** One for the issuer itself. */
    X509Certificate own() throws GeneralSecurityException, CertIOException {
        return issue(publicKey, 0);
    }

    /**
     * @param usage bits of the key usage extension, 0 for none
     */
    @SuppressWarnings("JavaUtilDate") // the builder takes it
    X509Certificate issue(SubjectPublicKeyInfo subject, int usage)
            throws GeneralSecurityException, CertIOException {
        var builder =
                new X509v3CertificateBuilder(
                        NAME,
                        BigInteger.ONE,
                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                        NAME,
                        subject);
        if (usage != 0) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        synchronized (signer) {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        }
    }
}
