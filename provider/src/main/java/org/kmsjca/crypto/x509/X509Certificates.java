package org.kmsjca.crypto.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;

/** Decodes certificates. */
public final class X509Certificates {
    private X509Certificates() {}

    /**
     * Decodes a certificate: as the JDK's class, or as our own where the JDK does not know the key.
     *
     * @throws CertificateException when it is neither
     */
    public static X509Certificate decode(byte[] encoded) throws CertificateException {
        X509Certificate certificate;
        try {
            certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509", JdkProviders.sun())
                                    .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            try {
                return new Asn1Certificate(encoded);
            } catch (CertificateException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
        // A key that the JDK only carries is named by its object identifier.
        return CertificateSignature.isMlDsa(certificate.getPublicKey().getAlgorithm())
                ? new Asn1Certificate(encoded)
                : certificate;
    }

    /** The subject's public key as it stands in an encoded certificate; null when there is none. */
    public static byte @Nullable [] publicKey(byte[] encoded) {
        try {
            return Certificate.getInstance(encoded).getSubjectPublicKeyInfo().getEncoded();
        } catch (IOException | RuntimeException e) {
            return null; // an empty encoding is a NullPointerException of Bouncy Castle's
        }
    }
}
