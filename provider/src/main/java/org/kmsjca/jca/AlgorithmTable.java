package org.kmsjca.jca;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.jca.Algorithm.EcdsaSignature;
import org.kmsjca.jca.Algorithm.KeyMaker;
import org.kmsjca.jca.Algorithm.PssSignature;
import org.kmsjca.jca.Algorithm.RsaCipher;
import org.kmsjca.jca.Algorithm.RsaSignature;
import org.kmsjca.jca.Algorithm.SecretKeyCipher;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/**
 * Every service of the provider. The provider registers what stands here; tests walk it. Built in
 * the provider's constructor, so: no lambdas, streams or regular expressions, which would cost
 * other people's JVMs 20 ms at start.
 */
final class AlgorithmTable {
    private static final String AES = "2.16.840.1.101.3.4.1";
    private static final String PKCS1 = "1.2.840.113549.1.1.";
    private static final String ECDSA_SHA2 = "1.2.840.10045.4.3.";
    private static final String RSADSI_DIGESTS = "1.2.840.113549.2.";
    private static final String NIST_HASHES = "2.16.840.1.101.3.4.2.";
    private static final String SM = "1.2.156.10197.1.";
    private static final String ED25519 = "1.3.101.112";
    private static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3.";

    /**
     * The offset of each AES key size in the arc of its object identifiers: .1, .21, .41 and on.
     */
    private static final int OID_STEP = 20;

    private AlgorithmTable() {}

    static List<Algorithm> rows() {
        List<Algorithm> rows = new ArrayList<>(128);
        rows.add(new Algorithm.Store("KMS"));
        addAes(rows);
        addSm4(rows);
        rows.add(new Algorithm.CmkCipher("CMK", false));
        // The JCA takes names of one part or of three, so there is no "CMK/Envelope".
        rows.add(new Algorithm.CmkCipher("CMK/Envelope/NoPadding", true));
        addMacs(rows);
        addSm2(rows);
        addWholeMessageSignatures(rows);
        rows.add(new Algorithm.Agreement("ECDH", spellings("1.3.132.1.12")));
        addRsaCiphers(rows);
        addRsaSignatures(rows);
        addEcdsa(rows);
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            rows.add(new Algorithm.DigestSignature(algorithm));
        }
        addKeyMakers(rows);
        return Collections.unmodifiableList(rows);
    }

    private static void addAes(List<Algorithm> rows) {
        addAes(rows, "AES/GCM/NoPadding", CipherMechanism.AES_GCM, 6);
        addAes(rows, "AES/CBC/PKCS5Padding", CipherMechanism.AES_CBC_PAD, 0);
        addAes(rows, "AES/CBC/NoPadding", CipherMechanism.AES_CBC, 2);
        addAes(rows, "AES/CTR/NoPadding", CipherMechanism.AES_CTR, 0);
        addAes(rows, "AES/KW/NoPadding", CipherMechanism.AES_KW, 5);
        addAes(rows, "AES/KWP/NoPadding", CipherMechanism.AES_KWP, 8);
    }

    /** The mode for any size of key, and where it has object identifiers for each one size. */
    private static void addAes(
            List<Algorithm> rows, String name, CipherMechanism mechanism, int arc) {
        if (mechanism == CipherMechanism.AES_KW) {
            rows.add(new SecretKeyCipher(name, KeyType.AES, mechanism, 0, "AESWrap"));
        } else if (mechanism == CipherMechanism.AES_KWP) {
            rows.add(new SecretKeyCipher(name, KeyType.AES, mechanism, 0, "AESWrapPad"));
        } else {
            rows.add(new SecretKeyCipher(name, KeyType.AES, mechanism, 0));
        }
        for (int size = 0; arc != 0 && size < 3; size++) {
            int bits = 128 + 64 * size;
            String oid = AES + "." + (arc + OID_STEP * size);
            rows.add(
                    new SecretKeyCipher(
                            "AES_" + bits + name.substring("AES".length()),
                            KeyType.AES,
                            mechanism,
                            bits,
                            oid,
                            "OID." + oid));
        }
    }

    private static void addSm4(List<Algorithm> rows) {
        for (CipherMechanism mechanism : CipherMechanism.values()) {
            String name = mechanism.transformation();
            if (name.startsWith("SM4/")) {
                rows.add(new SecretKeyCipher(name, KeyType.SM4, mechanism, 0));
            }
        }
    }

    private static void addMacs(List<Algorithm> rows) {
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.HMAC) {
                String[] names = spellings(macObjectIdentifiers(spec));
                rows.add(
                        new Algorithm.KeyedMac(
                                spec.keyAlgorithm(),
                                spec.bits() / Byte.SIZE,
                                names[0],
                                names[1],
                                spec.toString()));
                rows.add(
                        new KeyMaker(
                                "KeyGenerator", spec.keyAlgorithm(), KeyType.HMAC, spec, names));
            }
        }
    }

    private static String[] macObjectIdentifiers(KeySpec spec) {
        return switch (spec) {
            case HMAC_SHA_1 -> new String[] {RSADSI_DIGESTS + "7"};
            case HMAC_SHA_224 -> new String[] {RSADSI_DIGESTS + "8"};
            case HMAC_SHA_256 -> new String[] {RSADSI_DIGESTS + "9"};
            case HMAC_SHA_384 -> new String[] {RSADSI_DIGESTS + "10"};
            case HMAC_SHA_512 -> new String[] {RSADSI_DIGESTS + "11"};
            case HMAC_SHA_512_224 -> new String[] {RSADSI_DIGESTS + "12"};
            case HMAC_SHA_512_256 -> new String[] {RSADSI_DIGESTS + "13"};
            case HMAC_SHA3_224 -> new String[] {NIST_HASHES + "13"};
            case HMAC_SHA3_256 -> new String[] {NIST_HASHES + "14"};
            case HMAC_SHA3_384 -> new String[] {NIST_HASHES + "15"};
            case HMAC_SHA3_512 -> new String[] {NIST_HASHES + "16"};
            default -> new String[] {SM + "401.2"};
        };
    }

    private static void addSm2(List<Algorithm> rows) {
        rows.add(new Algorithm.Sm2Signature("SM3withSM2", true, spellings(SM + "501")));
        rows.add(new Algorithm.Sm2Signature("NONEwithSM2", false));
        rows.add(new Algorithm.Sm2Cipher("SM2", "SM2PKE"));
    }

    private static void addWholeMessageSignatures(List<Algorithm> rows) {
        rows.add(
                new Algorithm.WholeMessageSignature(
                        "Ed25519",
                        KeyType.ED25519,
                        KeySpec.ED25519,
                        "EdDSA",
                        ED25519,
                        "OID." + ED25519));
        rows.add(new Algorithm.WholeMessageSignature("ML-DSA", KeyType.ML_DSA, null));
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.ML_DSA) {
                rows.add(
                        new Algorithm.WholeMessageSignature(
                                spec.parameterSet(),
                                KeyType.ML_DSA,
                                spec,
                                spellings(mlDsaObjectIdentifier(spec))));
            }
        }
    }

    private static String mlDsaObjectIdentifier(KeySpec spec) {
        return switch (spec) {
            case ML_DSA_44 -> NIST_SIGNATURES + "17";
            case ML_DSA_65 -> NIST_SIGNATURES + "18";
            default -> NIST_SIGNATURES + "19";
        };
    }

    private static void addRsaCiphers(List<Algorithm> rows) {
        rows.add(new RsaCipher("RSA/ECB/PKCS1Padding", null, DigestAlgorithm.SHA1, "RSA"));
        rows.add(new RsaCipher("RSA/ECB/OAEPPadding", DigestAlgorithm.SHA1, DigestAlgorithm.SHA1));
        addOaep(rows, "SHA1", DigestAlgorithm.SHA1);
        addOaep(rows, "SHA-1", DigestAlgorithm.SHA1);
        addOaep(rows, "SHA-224", DigestAlgorithm.SHA224);
        addOaep(rows, "SHA-256", DigestAlgorithm.SHA256);
        addOaep(rows, "SHA-384", DigestAlgorithm.SHA384);
        addOaep(rows, "SHA-512", DigestAlgorithm.SHA512);
        addOaep(rows, "SHA-512/224", DigestAlgorithm.SHA512_224);
        addOaep(rows, "SHA-512/256", DigestAlgorithm.SHA512_256);
        rows.add(new RsaCipher("RSAES_OAEP_SHA_1", DigestAlgorithm.SHA1, DigestAlgorithm.SHA1));
        rows.add(
                new RsaCipher(
                        "RSAES_OAEP_SHA_256",
                        DigestAlgorithm.SHA256,
                        DigestAlgorithm.SHA256,
                        "RSA/ECB/OAEPWithSHA256AndMGF1Padding"));
    }

    private static void addOaep(List<Algorithm> rows, String spelling, DigestAlgorithm digest) {
        // MGF1 with SHA-1 whatever the digest: so the JDK reads these names.
        rows.add(
                new RsaCipher(
                        "RSA/ECB/OAEPWith" + spelling + "AndMGF1Padding",
                        digest,
                        DigestAlgorithm.SHA1));
    }

    private static void addRsaSignatures(List<Algorithm> rows) {
        rows.add(new RsaSignature("NONEwithRSA", null));
        addRsa(rows, DigestAlgorithm.SHA1, PKCS1 + "5", "1.3.14.3.2.29");
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
        rows.add(new PssSignature("RSASSA-PSS", null, "PSS", PKCS1 + "10", "OID." + PKCS1 + "10"));
        addPss(rows, DigestAlgorithm.SHA1);
        addPss(rows, DigestAlgorithm.SHA224);
        addPss(rows, DigestAlgorithm.SHA256);
        addPss(rows, DigestAlgorithm.SHA384);
        addPss(rows, DigestAlgorithm.SHA512);
    }

    private static void addRsa(List<Algorithm> rows, DigestAlgorithm digest, String... oids) {
        rows.add(new RsaSignature(digest.signaturePrefix() + "withRSA", digest, spellings(oids)));
    }

    /** Bouncy Castle's names; the JDK has none with the parameters in the name. */
    private static void addPss(List<Algorithm> rows, DigestAlgorithm digest) {
        String prefix = digest.signaturePrefix();
        rows.add(
                new PssSignature(
                        prefix + "withRSAandMGF1",
                        digest,
                        prefix + "withRSASSA-PSS",
                        prefix + "withRSA/PSS"));
    }

    private static void addEcdsa(List<Algorithm> rows) {
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
    }

    private static void addEcdsa(
            List<Algorithm> rows, @Nullable DigestAlgorithm digest, String... oids) {
        String name = (digest == null ? "NONE" : digest.signaturePrefix()) + "withECDSA";
        rows.add(new EcdsaSignature(name, digest, Format.DER, spellings(oids)));
        rows.add(new EcdsaSignature(name + "inP1363Format", digest, Format.P1363));
    }

    private static void addKeyMakers(List<Algorithm> rows) {
        rows.add(new KeyMaker("KeyGenerator", "AES", KeyType.AES, null, spellings(AES)));
        rows.add(
                new KeyMaker(
                        "KeyGenerator",
                        "SM4",
                        KeyType.SM4,
                        KeySpec.ALIYUN_SM4,
                        spellings(SM + "104")));
        addKeyPairMakers(rows, "KeyPairGenerator");
        addKeyPairMakers(rows, "KeyFactory");
        for (KeySpec spec : KeySpec.values()) {
            // Ed25519 is the JCA's name too, and stands above.
            if (spec != KeySpec.ED25519) {
                addGenerator(rows, spec);
            }
        }
    }

    /** The generator of one KeySpec, by the KMS's name of it. */
    private static void addGenerator(List<Algorithm> rows, KeySpec spec) {
        KeyType keyType = spec.keyType();
        String type = keyType.isSymmetric() ? "KeyGenerator" : "KeyPairGenerator";
        if (keyType == KeyType.AES) {
            // What the KMS calls it in GenerateDataKey.
            String ofDataKeys = "AES_" + spec.bits();
            rows.add(new KeyMaker(type, spec.toString(), keyType, spec, ofDataKeys));
        } else {
            rows.add(new KeyMaker(type, spec.toString(), keyType, spec));
        }
    }

    private static void addKeyPairMakers(List<Algorithm> rows, String type) {
        rows.add(new KeyMaker(type, "RSA", KeyType.RSA, null, spellings(PKCS1 + "1")));
        rows.add(
                new KeyMaker(
                        type,
                        "EC",
                        KeyType.EC,
                        null,
                        "EllipticCurve",
                        "1.2.840.10045.2.1",
                        "OID.1.2.840.10045.2.1"));
        rows.add(new KeyMaker(type, "SM2", KeyType.SM2, KeySpec.EC_SM2));
        rows.add(
                new KeyMaker(
                        type,
                        "Ed25519",
                        KeyType.ED25519,
                        KeySpec.ED25519,
                        "EdDSA",
                        ED25519,
                        "OID." + ED25519));
        rows.add(new KeyMaker(type, "ML-DSA", KeyType.ML_DSA, null));
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.ML_DSA) {
                rows.add(
                        new KeyMaker(
                                type,
                                spec.parameterSet(),
                                KeyType.ML_DSA,
                                spec,
                                spellings(mlDsaObjectIdentifier(spec))));
            }
        }
    }

    private static String[] spellings(String... oids) {
        String[] spellings = new String[2 * oids.length];
        for (int i = 0; i < oids.length; i++) {
            spellings[2 * i] = oids[i];
            spellings[2 * i + 1] = "OID." + oids[i];
        }
        return spellings;
    }
}
