package org.kmsjca.jca;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.jca.AgreementKdf.Scheme;
import org.kmsjca.jca.Algorithm.Agreement;
import org.kmsjca.jca.Algorithm.EcdsaSignature;
import org.kmsjca.jca.Algorithm.PssSignature;
import org.kmsjca.jca.Algorithm.RsaCipher;
import org.kmsjca.jca.Algorithm.RsaSignature;
import org.kmsjca.jca.Algorithm.WholeMessageSignature;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/**
 * The rows of asymmetric ciphers, signatures and key agreements.
 *
 * <p>A row has either names that the JDK has too, or names that it has not: under the second sort
 * we serve public keys of every provider, since nobody else would. A transformation of three parts
 * is always a row of its own: Cipher finds one by its first name only, unless the provider is
 * named.
 */
final class AsymmetricRows {
    private static final String PKCS1 = "1.2.840.113549.1.1.";
    private static final String ECDSA_SHA2 = "1.2.840.10045.4.3.";
    private static final String SM = "1.2.156.10197.1.";
    private static final String ED25519 = "1.3.101.112";
    private static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3.";

    /** BSI TR-03111, section 5.2.1: r and s side by side. */
    private static final String PLAIN = "0.4.0.127.0.7.1.1.4.1.";

    /** BSI TR-03110, of card verifiable certificates: the same encoding. */
    private static final String CVC = "0.4.0.127.0.7.2.2.2.2.";

    private static final String X963_SHA1 = "1.3.133.16.840.63.0.";
    private static final String SECG = "1.3.132.1.";
    private static final String SMIME = "1.2.840.113549.1.9.16.3.";

    private AsymmetricRows() {}

    static void addSm2(List<Algorithm> rows) {
        rows.add(new Algorithm.Sm2Signature("SM3withSM2", true, spellings(SM + "501", "SM2")));
        rows.add(new Algorithm.Sm2Signature("NONEwithSM2", false));
        rows.add(new Algorithm.Sm2Cipher("SM2", "SM2PKE"));
    }

    static void addWholeMessageSignatures(List<Algorithm> rows) {
        rows.add(
                new WholeMessageSignature(
                        "Ed25519", KeyType.ED25519, KeySpec.ED25519, spellings("EdDSA", ED25519)));
        rows.add(new WholeMessageSignature("ML-DSA", KeyType.ML_DSA, null));
        rows.add(new WholeMessageSignature("MLDSA", KeyType.ML_DSA, null));
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.ML_DSA) {
                rows.add(
                        new WholeMessageSignature(
                                spec.parameterSet(),
                                KeyType.ML_DSA,
                                spec,
                                spellings(mlDsaObjectIdentifier(spec))));
            }
        }
    }

    static String mlDsaObjectIdentifier(KeySpec spec) {
        return switch (spec) {
            case ML_DSA_44 -> NIST_SIGNATURES + "17";
            case ML_DSA_65 -> NIST_SIGNATURES + "18";
            default -> NIST_SIGNATURES + "19";
        };
    }

    static void addAgreements(List<Algorithm> rows) {
        rows.add(new Agreement("ECDH", null, spellings("1.3.132.1.12")));
        addX963(rows, DigestAlgorithm.SHA1, X963_SHA1 + "2", X963_SHA1 + "3");
        addX963(rows, DigestAlgorithm.SHA224, SECG + "11.0", SECG + "14.0");
        addX963(rows, DigestAlgorithm.SHA256, SECG + "11.1", SECG + "14.1");
        addX963(rows, DigestAlgorithm.SHA384, SECG + "11.2", SECG + "14.2");
        addX963(rows, DigestAlgorithm.SHA512, SECG + "11.3", SECG + "14.3");
        addHkdf(rows, DigestAlgorithm.SHA256, SMIME + "19");
        addHkdf(rows, DigestAlgorithm.SHA384, SMIME + "20");
        addHkdf(rows, DigestAlgorithm.SHA512, SMIME + "21");
    }

    /** RFC 5753, section 7.1.4: with and without cofactor, which is 1 on all of our curves. */
    private static void addX963(
            List<Algorithm> rows, DigestAlgorithm digest, String standard, String cofactor) {
        String suffix = "with" + digest.signaturePrefix() + "KDF";
        rows.add(
                new Agreement(
                        "ECDH" + suffix,
                        new AgreementKdf(Scheme.X963, digest),
                        spellings(standard, "ECCDH" + suffix, cofactor)));
    }

    /** RFC 8418, section 2.2. */
    private static void addHkdf(List<Algorithm> rows, DigestAlgorithm digest, String oid) {
        rows.add(
                new Agreement(
                        "ECDHwith" + digest.signaturePrefix() + "HKDF",
                        new AgreementKdf(Scheme.HKDF, digest),
                        spellings(oid)));
    }

    static void addRsaCiphers(List<Algorithm> rows) {
        DigestAlgorithm sha1 = DigestAlgorithm.SHA1;
        rows.add(new RsaCipher("RSA/ECB/PKCS1Padding", null, sha1, true, "RSA"));
        rows.add(new RsaCipher("RSA/ECB/OAEPPadding", sha1, sha1, true));
        // CMS recipients of Bouncy Castle before 1.78 ask for it.
        rows.add(new RsaCipher(PKCS1 + "7", sha1, sha1, false, "OID." + PKCS1 + "7"));
        addOaep(rows, "SHA1", sha1);
        addOaep(rows, "SHA-1", sha1);
        addOaep(rows, "SHA-224", DigestAlgorithm.SHA224);
        addOaep(rows, "SHA-256", DigestAlgorithm.SHA256);
        addOaep(rows, "SHA-384", DigestAlgorithm.SHA384);
        addOaep(rows, "SHA-512", DigestAlgorithm.SHA512);
        addOaep(rows, "SHA-512/224", DigestAlgorithm.SHA512_224);
        addOaep(rows, "SHA-512/256", DigestAlgorithm.SHA512_256);
        addOaepOfOneDigest(rows, "RSAES_OAEP_SHA_1", sha1);
        addOaepOfOneDigest(rows, "RSAES_OAEP_SHA_256", DigestAlgorithm.SHA256);
        addOaepOfOneDigest(rows, "RSA/ECB/OAEPWithSHA256AndMGF1Padding", DigestAlgorithm.SHA256);
        rows.add(new RsaCipher("RSA/NONE/PKCS1Padding", null, sha1, false));
        addOaepOfOneDigest(rows, "RSA/NONE/OAEPPadding", sha1);
        addNone(rows, sha1);
        addNone(rows, DigestAlgorithm.SHA224);
        addNone(rows, DigestAlgorithm.SHA256);
        addNone(rows, DigestAlgorithm.SHA384);
        addNone(rows, DigestAlgorithm.SHA512);
    }

    private static void addOaep(List<Algorithm> rows, String spelling, DigestAlgorithm digest) {
        // MGF1 with SHA-1 whatever the digest: so the JDK reads these names.
        rows.add(
                new RsaCipher(
                        "RSA/ECB/OAEPWith" + spelling + "AndMGF1Padding",
                        digest,
                        DigestAlgorithm.SHA1,
                        true));
    }

    /** Only Bouncy Castle has the mode NONE, and there a name means MGF1 with the same digest. */
    private static void addNone(List<Algorithm> rows, DigestAlgorithm digest) {
        String prefix = "RSA/NONE/OAEPWith";
        String suffix = "AndMGF1Padding";
        addOaepOfOneDigest(rows, prefix + digest.signaturePrefix() + suffix, digest);
        addOaepOfOneDigest(rows, prefix + digest.jcaName() + suffix, digest);
    }

    private static void addOaepOfOneDigest(
            List<Algorithm> rows, String name, DigestAlgorithm digest) {
        rows.add(new RsaCipher(name, digest, digest, false));
    }

    static void addRsaSignatures(List<Algorithm> rows) {
        rows.add(new RsaSignature("NONEwithRSA", null));
        rows.add(
                new RsaSignature(
                        "SHA1withRSA",
                        DigestAlgorithm.SHA1,
                        PKCS1 + "5",
                        "OID." + PKCS1 + "5",
                        "1.3.14.3.2.29")); // OIW's; the JDK has it without OID., too
        addRsa(rows, DigestAlgorithm.SHA224, PKCS1 + "14");
        addRsa(rows, DigestAlgorithm.SHA256, PKCS1 + "11");
        addRsa(rows, DigestAlgorithm.SHA384, PKCS1 + "12");
        addRsa(rows, DigestAlgorithm.SHA512, PKCS1 + "13");
        addRsa(rows, DigestAlgorithm.SHA512_224, PKCS1 + "15");
        addRsa(rows, DigestAlgorithm.SHA512_256, PKCS1 + "16");
        addRsa(rows, DigestAlgorithm.SHA3_224, NIST_SIGNATURES + "13");
        addRsa(rows, DigestAlgorithm.SHA3_256, NIST_SIGNATURES + "14");
        addRsa(rows, DigestAlgorithm.SHA3_384, NIST_SIGNATURES + "15");
        addRsa(rows, DigestAlgorithm.SHA3_512, NIST_SIGNATURES + "16");
        rows.add(new PssSignature("RSASSA-PSS", null, spellings("PSS", PKCS1 + "10")));
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            addPss(rows, digest);
        }
    }

    private static void addRsa(List<Algorithm> rows, DigestAlgorithm digest, String... oids) {
        rows.add(new RsaSignature(digest.signaturePrefix() + "withRSA", digest, spellings(oids)));
    }

    /** Bouncy Castle's names; the JDK has none with the parameters in the name. */
    private static void addPss(List<Algorithm> rows, DigestAlgorithm digest) {
        List<String> names = pssNames(digest.signaturePrefix());
        if (isTruncated(digest)) {
            names.addAll(pssNames(bouncyCastlePrefix(digest)));
        }
        String[] aliases = names.subList(1, names.size()).toArray(new String[0]);
        rows.add(new PssSignature(names.get(0), digest, aliases));
    }

    private static List<String> pssNames(String prefix) {
        return new ArrayList<>(
                List.of(
                        prefix + "withRSAandMGF1",
                        prefix + "withRSASSA-PSS",
                        prefix + "withRSA/PSS"));
    }

    /** Whether the digest is SHA-512 cut off. */
    static boolean isTruncated(DigestAlgorithm digest) {
        return digest.signaturePrefix().indexOf('/') > 0;
    }

    /** The prefix of a truncated digest as Bouncy Castle writes it, such as SHA512(256). */
    static String bouncyCastlePrefix(DigestAlgorithm digest) {
        return digest.signaturePrefix().replace('/', '(') + ")";
    }

    static void addEcdsa(List<Algorithm> rows) {
        addEcdsa(rows, null, new String[0]);
        addEcdsa(rows, DigestAlgorithm.SHA1, "1.2.840.10045.4.1");
        addEcdsa(rows, DigestAlgorithm.SHA224, ECDSA_SHA2 + "1");
        addEcdsa(rows, DigestAlgorithm.SHA256, ECDSA_SHA2 + "2");
        addEcdsa(rows, DigestAlgorithm.SHA384, ECDSA_SHA2 + "3");
        addEcdsa(rows, DigestAlgorithm.SHA512, ECDSA_SHA2 + "4");
        addEcdsa(rows, DigestAlgorithm.SHA3_224, NIST_SIGNATURES + "9");
        addEcdsa(rows, DigestAlgorithm.SHA3_256, NIST_SIGNATURES + "10");
        addEcdsa(rows, DigestAlgorithm.SHA3_384, NIST_SIGNATURES + "11");
        addEcdsa(rows, DigestAlgorithm.SHA3_512, NIST_SIGNATURES + "12");
        addPlain(rows, DigestAlgorithm.SHA1, 1);
        addPlain(rows, DigestAlgorithm.SHA224, 2);
        addPlain(rows, DigestAlgorithm.SHA256, 3);
        addPlain(rows, DigestAlgorithm.SHA384, 4);
        addPlain(rows, DigestAlgorithm.SHA512, 5);
        addPlain(rows, DigestAlgorithm.SHA3_224, 8);
        addPlain(rows, DigestAlgorithm.SHA3_256, 9);
        addPlain(rows, DigestAlgorithm.SHA3_384, 10);
        addPlain(rows, DigestAlgorithm.SHA3_512, 11);
    }

    private static void addEcdsa(
            List<Algorithm> rows, @Nullable DigestAlgorithm digest, String... oids) {
        String name = (digest == null ? "NONE" : digest.signaturePrefix()) + "withECDSA";
        rows.add(new EcdsaSignature(name, digest, Format.DER, spellings(oids)));
        rows.add(new EcdsaSignature(name + "inP1363Format", digest, Format.P1363));
    }

    /** Bouncy Castle's names of IEEE P1363's encoding; it has those of certificates to SHA-512. */
    private static void addPlain(List<Algorithm> rows, DigestAlgorithm digest, int arc) {
        String prefix = digest.signaturePrefix();
        String plain = PLAIN + arc;
        String name = prefix + "withPLAIN-ECDSA";
        if (arc > 5) {
            rows.add(new EcdsaSignature(name, digest, Format.P1363, spellings(plain)));
            return;
        }
        rows.add(
                new EcdsaSignature(
                        name,
                        digest,
                        Format.P1363,
                        spellings(plain, prefix + "withCVC-ECDSA", CVC + arc)));
    }

    private static String[] spellings(String... oids) {
        return AlgorithmTable.spellings(oids);
    }
}
