package org.kmsjca.crypto.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.Sm2PublicKey;

/**
 * A certificate of a key that the running JDK does not know: of SM2 always, of ML-DSA before
 * version 24. Over Bouncy Castle's reading of its ASN.1.
 */
@SuppressWarnings({"JavaUtilDate", "InlineMeSuggester"}) // as X509Certificate has it
final class Asn1Certificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private static final int KEY_USAGE_BITS = 9;

    private final transient Certificate certificate;
    private final transient PublicKey publicKey;
    private final byte[] encoded;

    Asn1Certificate(byte[] encoded) throws CertificateException {
        try {
            certificate = Certificate.getInstance(encoded);
            publicKey = decode(certificate.getSubjectPublicKeyInfo());
            this.encoded = certificate.getEncoded(ASN1Encoding.DER);
        } catch (IOException | RuntimeException | InvalidKeySpecException e) {
            throw new CertificateException("it is no certificate of an SM2 or ML-DSA key", e);
        }
    }

    private static PublicKey decode(SubjectPublicKeyInfo info)
            throws IOException, InvalidKeySpecException {
        return CertificateSignature.isMlDsa(info.getAlgorithm().getAlgorithm().getId())
                ? PublicKeys.decode(KeyType.ML_DSA, info.getEncoded())
                : Sm2PublicKey.decode(info.getEncoded());
    }

    @Override
    public void checkValidity()
            throws CertificateExpiredException, CertificateNotYetValidException {
        checkValidity(new Date());
    }

    @Override
    public void checkValidity(Date date)
            throws CertificateExpiredException, CertificateNotYetValidException {
        if (date.after(getNotAfter())) {
            throw new CertificateExpiredException("NotAfter: " + getNotAfter());
        }
        if (date.before(getNotBefore())) {
            throw new CertificateNotYetValidException("NotBefore: " + getNotBefore());
        }
    }

    @Override
    public int getVersion() {
        return certificate.getVersionNumber();
    }

    @Override
    public BigInteger getSerialNumber() {
        return certificate.getSerialNumber().getValue();
    }

    @Override
    @Deprecated
    public Principal getIssuerDN() {
        return getIssuerX500Principal();
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return new X500Principal(der(certificate.getIssuer()));
    }

    @Override
    @Deprecated
    public Principal getSubjectDN() {
        return getSubjectX500Principal();
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return new X500Principal(der(certificate.getSubject()));
    }

    @Override
    public Date getNotBefore() {
        return certificate.getStartDate().getDate();
    }

    @Override
    public Date getNotAfter() {
        return certificate.getEndDate().getDate();
    }

    @Override
    public byte[] getTBSCertificate() {
        return der(certificate.getTBSCertificate());
    }

    @Override
    public byte[] getSignature() {
        return certificate.getSignature().getOctets();
    }

    @Override
    public String getSigAlgName() {
        return CertificateSignature.name(getSigAlgOID());
    }

    @Override
    public String getSigAlgOID() {
        return certificate.getSignatureAlgorithm().getAlgorithm().getId();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        ASN1Encodable parameters = certificate.getSignatureAlgorithm().getParameters();
        return parameters == null ? null : der(parameters);
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return bits(certificate.getTBSCertificate().getIssuerUniqueId(), 0);
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return bits(certificate.getTBSCertificate().getSubjectUniqueId(), 0);
    }

    @Override
    public boolean @Nullable [] getKeyUsage() {
        ASN1Encodable value = parsed(Extension.keyUsage);
        return value == null
                ? null
                : bits(
                        (ASN1BitString) KeyUsage.getInstance(value).toASN1Primitive(),
                        KEY_USAGE_BITS);
    }

    private static boolean @Nullable [] bits(@Nullable ASN1BitString string, int least) {
        if (string == null) {
            return null;
        }
        byte[] octets = string.getBytes();
        int length = octets.length * Byte.SIZE - string.getPadBits();
        boolean[] bits = new boolean[Math.max(length, least)];
        for (int i = 0; i < length; i++) {
            bits[i] = (octets[i / Byte.SIZE] & 0x80 >> i % Byte.SIZE) != 0;
        }
        return bits;
    }

    @Override
    public int getBasicConstraints() {
        ASN1Encodable value = parsed(Extension.basicConstraints);
        BasicConstraints constraints = value == null ? null : BasicConstraints.getInstance(value);
        if (constraints == null || !constraints.isCA()) {
            return -1;
        }
        BigInteger length = constraints.getPathLenConstraint();
        return length == null ? Integer.MAX_VALUE : length.intValue();
    }

    @Override
    public byte[] getEncoded() throws CertificateEncodingException {
        return encoded.clone();
    }

    @Override
    public PublicKey getPublicKey() {
        return publicKey;
    }

    @Override
    public void verify(PublicKey key)
            throws NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        CertificateSignature.verify(getSigAlgOID(), key, getTBSCertificate(), getSignature());
    }

    @Override
    public void verify(PublicKey key, String provider)
            throws NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        verify(key);
    }

    @Override
    public void verify(PublicKey key, Provider provider)
            throws NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        verify(key);
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        Set<String> critical = getCriticalExtensionOIDs();
        if (critical == null) {
            return false;
        }
        critical.removeAll(Set.of(Extension.keyUsage.getId(), Extension.basicConstraints.getId()));
        return !critical.isEmpty();
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        Extensions extensions = extensions();
        return extensions == null ? null : names(extensions.getCriticalExtensionOIDs());
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        Extensions extensions = extensions();
        return extensions == null ? null : names(extensions.getNonCriticalExtensionOIDs());
    }

    private static Set<String> names(ASN1ObjectIdentifier[] oids) {
        Set<String> names = new LinkedHashSet<>();
        for (ASN1ObjectIdentifier oid : oids) {
            names.add(oid.getId());
        }
        return names;
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        Extensions extensions = extensions();
        Extension extension =
                extensions == null ? null : extensions.getExtension(new ASN1ObjectIdentifier(oid));
        return extension == null ? null : der(extension.getExtnValue());
    }

    private @Nullable ASN1Encodable parsed(ASN1ObjectIdentifier oid) {
        Extensions extensions = extensions();
        return extensions == null ? null : extensions.getExtensionParsedValue(oid);
    }

    private @Nullable Extensions extensions() {
        return certificate.getTBSCertificate().getExtensions();
    }

    private static byte[] der(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a certificate's part could not be encoded", e);
        }
    }

    @Override
    public String toString() {
        return "certificate of %s, issued by %s, valid to %s"
                .formatted(getSubjectX500Principal(), getIssuerX500Principal(), getNotAfter());
    }
}
