package org.kmsjca.conformance.jca;

import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * An RSA transformation of the provider.
 *
 * @param digest the digest of OAEP, null for PKCS#1 padding
 * @param maskDigest the digest of MGF1
 */
record RsaCipherCase(String transformation, String digest, String maskDigest) {
    /** id-RSAES-OAEP. */
    static final String OAEP = "1.2.840.113549.1.1.7";

    private static final List<String> DIGESTS =
            List.of(
                    "SHA-1",
                    "SHA-224",
                    "SHA-256",
                    "SHA-384",
                    "SHA-512",
                    "SHA-512/224",
                    "SHA-512/256");

    /** A name that the JDK has: MGF1 with SHA-1 whatever the digest. */
    RsaCipherCase(String transformation, String digest) {
        this(transformation, digest, "SHA-1");
    }

    /** Names of the JDK. */
    static List<RsaCipherCase> jdk() {
        return all().stream()
                .filter(test -> test.transformation().startsWith("RSA/ECB/"))
                .filter(test -> !bouncyCastle().contains(test))
                .toList();
    }

    /** Names that only Bouncy Castle has, too: MGF1 with the same digest. */
    static List<RsaCipherCase> bouncyCastle() {
        List<RsaCipherCase> cases = new ArrayList<>();
        cases.add(new RsaCipherCase("RSA/ECB/OAEPWithSHA256AndMGF1Padding", "SHA-256", "SHA-256"));
        cases.add(new RsaCipherCase(OAEP, "SHA-1", "SHA-1"));
        cases.add(new RsaCipherCase("RSA/NONE/PKCS1Padding", null, null));
        cases.add(new RsaCipherCase("RSA/NONE/OAEPPadding", "SHA-1"));
        for (String digest : List.of("SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512")) {
            for (String spelling : List.of(digest, digest.replace("-", ""))) {
                String name = "RSA/NONE/OAEPWith" + spelling + "AndMGF1Padding";
                cases.add(new RsaCipherCase(name, digest, digest));
            }
        }
        return cases;
    }

    /** Names of the KMS: MGF1 with the same digest. */
    static List<RsaCipherCase> kms() {
        return List.of(
                new RsaCipherCase("RSAES_OAEP_SHA_1", "SHA-1", "SHA-1"),
                new RsaCipherCase("RSAES_OAEP_SHA_256", "SHA-256", "SHA-256"));
    }

    static List<RsaCipherCase> all() {
        List<RsaCipherCase> cases = new ArrayList<>();
        cases.add(new RsaCipherCase("RSA/ECB/PKCS1Padding", null));
        cases.addAll(oaep());
        cases.addAll(bouncyCastle());
        return cases;
    }

    static List<RsaCipherCase> oaep() {
        List<RsaCipherCase> cases = new ArrayList<>();
        cases.add(new RsaCipherCase("RSA/ECB/OAEPPadding", "SHA-1"));
        cases.add(new RsaCipherCase("RSA/ECB/OAEPWithSHA1AndMGF1Padding", "SHA-1"));
        for (String digest : DIGESTS) {
            cases.add(new RsaCipherCase("RSA/ECB/OAEPWith" + digest + "AndMGF1Padding", digest));
        }
        cases.addAll(kms());
        return cases;
    }

    /** What the name means. */
    OAEPParameterSpec meaning() {
        return new OAEPParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(maskDigest), PSource.PSpecified.DEFAULT);
    }

    @Override
    public String toString() {
        return transformation;
    }
}
