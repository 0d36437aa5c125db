package org.kmsjca.jca;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.jca.Algorithm.KeyMaker;
import org.kmsjca.jca.Algorithm.SecretKeyCipher;
import org.kmsjca.mechanism.CipherMechanism;

/**
 * Every service of the provider. The provider registers what stands here; tests walk it. Built in
 * the provider's constructor, so: no lambdas, streams or regular expressions, which would cost
 * other people's JVMs 20 ms at start.
 */
final class AlgorithmTable {
    private static final String AES = "2.16.840.1.101.3.4.1";
    private static final String PKCS1 = "1.2.840.113549.1.1.";
    private static final String RSADSI_DIGESTS = "1.2.840.113549.2.";
    private static final String NIST_HASHES = "2.16.840.1.101.3.4.2.";
    private static final String SM = "1.2.156.10197.1.";
    private static final String ED25519 = "1.3.101.112";

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
        AsymmetricRows.addSm2(rows);
        AsymmetricRows.addWholeMessageSignatures(rows);
        AsymmetricRows.addAgreements(rows);
        AsymmetricRows.addRsaCiphers(rows);
        AsymmetricRows.addRsaSignatures(rows);
        AsymmetricRows.addEcdsa(rows);
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            rows.add(new Algorithm.DigestSignature(algorithm));
        }
        addKeyMakers(rows);
        return Collections.unmodifiableList(rows);
    }

    private static void addAes(List<Algorithm> rows) {
        addAes(rows, "AES/GCM/NoPadding", CipherMechanism.AES_GCM, 6);
        addAes(rows, "AES/CBC/PKCS5Padding", CipherMechanism.AES_CBC_PAD, 0);
        // Bouncy Castle's name of the same padding: that of PKCS#5 has blocks of 8 bytes.
        addAes(rows, "AES/CBC/PKCS7Padding", CipherMechanism.AES_CBC_PAD, 0);
        addAes(rows, "AES/CBC/ISO10126Padding", CipherMechanism.AES_CBC_ISO10126, 0);
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
        rows.add(
                new SecretKeyCipher(
                        "SM4/CBC/PKCS7Padding", KeyType.SM4, CipherMechanism.SM4_CBC_PAD, 0));
    }

    private static void addMacs(List<Algorithm> rows) {
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.HMAC) {
                String[] names = macNames(spec);
                String[] withTheKmss = Arrays.copyOf(names, names.length + 1);
                withTheKmss[names.length] = spec.toString();
                rows.add(
                        new Algorithm.KeyedMac(
                                spec.keyAlgorithm(), spec.bits() / Byte.SIZE, withTheKmss));
                rows.add(
                        new KeyMaker(
                                "KeyGenerator", spec.keyAlgorithm(), KeyType.HMAC, spec, names));
            }
        }
    }

    /** The object identifier; of HMAC-SM3 also the names of Kona and of Bouncy Castle. */
    private static String[] macNames(KeySpec spec) {
        return switch (spec) {
            case HMAC_SHA_1 -> spellings(RSADSI_DIGESTS + "7");
            case HMAC_SHA_224 -> spellings(RSADSI_DIGESTS + "8");
            case HMAC_SHA_256 -> spellings(RSADSI_DIGESTS + "9");
            case HMAC_SHA_384 -> spellings(RSADSI_DIGESTS + "10");
            case HMAC_SHA_512 -> spellings(RSADSI_DIGESTS + "11");
            case HMAC_SHA_512_224 -> spellings(RSADSI_DIGESTS + "12");
            case HMAC_SHA_512_256 -> spellings(RSADSI_DIGESTS + "13");
            case HMAC_SHA3_224 -> spellings(NIST_HASHES + "13");
            case HMAC_SHA3_256 -> spellings(NIST_HASHES + "14");
            case HMAC_SHA3_384 -> spellings(NIST_HASHES + "15");
            case HMAC_SHA3_512 -> spellings(NIST_HASHES + "16");
            default -> spellings(SM + "401.2", "SM3HMac", "HMAC-SM3");
        };
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
        rows.add(new KeyMaker(type, "ML-DSA", KeyType.ML_DSA, null, "MLDSA"));
        for (KeySpec spec : KeySpec.values()) {
            if (spec.keyType() == KeyType.ML_DSA) {
                rows.add(
                        new KeyMaker(
                                type,
                                spec.parameterSet(),
                                KeyType.ML_DSA,
                                spec,
                                spellings(AsymmetricRows.mlDsaObjectIdentifier(spec))));
            }
        }
    }

    /** Names as they are; object identifiers also behind {@code OID.}. */
    static String[] spellings(String... names) {
        List<String> spellings = new ArrayList<>();
        for (String name : names) {
            spellings.add(name);
            if (Character.isDigit(name.charAt(0))) {
                spellings.add("OID." + name);
            }
        }
        return spellings.toArray(new String[0]);
    }
}
