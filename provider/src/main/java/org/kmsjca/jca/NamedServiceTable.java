package org.kmsjca.jca;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.jca.NamedService.Source;
import org.kmsjca.mechanism.DigestAlgorithm;

/** The services that only programs which name the provider find. */
final class NamedServiceTable {
    static final String DIGEST = "MessageDigest";

    private static final String PARAMETERS = "AlgorithmParameters";
    private static final String SECRET_KEYS = "SecretKeyFactory";
    private static final String AES = "2.16.840.1.101.3.4.1.";
    private static final String PKCS1 = "1.2.840.113549.1.1.";
    private static final String EC = "1.2.840.10045.2.1";
    private static final String SM = "1.2.156.10197.1.";

    private NamedServiceTable() {}

    /** Whether the table has services of the type. */
    static boolean has(String type) {
        return DIGEST.equalsIgnoreCase(type)
                || PARAMETERS.equalsIgnoreCase(type)
                || SECRET_KEYS.equalsIgnoreCase(type)
                || "KeyFactory".equalsIgnoreCase(type)
                || "CertificateFactory".equalsIgnoreCase(type);
    }

    static List<NamedService> rows() {
        List<NamedService> rows = new ArrayList<>();
        addParameters(rows);
        addDigests(rows);
        rows.add(row(SECRET_KEYS, "AES", Source.KMS));
        rows.add(row(SECRET_KEYS, "SM4", Source.KMS));
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.HMAC) {
                rows.add(row(SECRET_KEYS, spec.keyAlgorithm(), Source.KMS));
            }
        }
        rows.add(row("KeyFactory", "RSASSA-PSS", Source.SUN_RSA_SIGN, "PSS", PKCS1 + "10"));
        rows.add(row("CertificateFactory", "X.509", Source.SUN, "X509"));
        return List.copyOf(rows);
    }

    private static void addParameters(List<NamedService> rows) {
        Source jce = Source.SUN_JCE;
        rows.add(row(PARAMETERS, "GCM", jce, AES + "6", AES + "26", AES + "46"));
        rows.add(row(PARAMETERS, "AES", jce, AES + "2", AES + "22", AES + "42"));
        // An IV of one block, whatever the cipher.
        rows.add(
                new NamedService(
                        PARAMETERS,
                        "SM4",
                        jce,
                        "AES",
                        AlgorithmTable.spellings(SM + "104", SM + "104.2")));
        rows.add(
                new NamedService(
                        PARAMETERS, "SM4-GCM", jce, "GCM", AlgorithmTable.spellings(SM + "104.8")));
        rows.add(row(PARAMETERS, "OAEP", jce, PKCS1 + "7"));
        rows.add(row(PARAMETERS, "RSASSA-PSS", Source.SUN_RSA_SIGN, "PSS", PKCS1 + "10"));
        rows.add(row(PARAMETERS, "EC", Source.SUN_EC, "EllipticCurve", EC));
    }

    private static void addDigests(List<NamedService> rows) {
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            String prefix = digest.signaturePrefix();
            String oid = digest.objectIdentifier();
            if (digest == DigestAlgorithm.SHA1) {
                rows.add(row(DIGEST, digest.jcaName(), Source.SUN, "SHA", prefix, oid));
            } else if (prefix.indexOf('/') > 0) {
                String bouncyCastles = prefix.replace('/', '(') + ")";
                rows.add(row(DIGEST, digest.jcaName(), Source.SUN, prefix, bouncyCastles, oid));
            } else if (prefix.equals(digest.jcaName())) {
                rows.add(row(DIGEST, digest.jcaName(), Source.SUN, oid));
            } else {
                rows.add(row(DIGEST, digest.jcaName(), Source.SUN, prefix, oid));
            }
        }
        rows.add(row(DIGEST, "SM3", Source.KMS, SM + "401"));
    }

    private static NamedService row(String type, String name, Source source, String... aliases) {
        return new NamedService(type, name, source, name, AlgorithmTable.spellings(aliases));
    }

    static Map<String, NamedService> byName() {
        Map<String, NamedService> names = new HashMap<>();
        for (NamedService row : rows()) {
            names.put(NamedServices.key(row.type(), row.name()), row);
            for (String alias : row.aliases()) {
                names.put(NamedServices.key(row.type(), alias), row);
            }
        }
        return Map.copyOf(names);
    }
}
