package org.kmsjca.conformance.hsm.modules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.conformance.hsm.modules.JcaCheck.Subject;

/**
 * What SunPKCS11 does on a token by the mechanisms that the suite met the lack of, and what the
 * module calls itself. Runs in a JVM that the module may end.
 */
final class SunOutcomes {
    static final String MODULE = "module";

    /** An operation that needs the mechanism. */
    private record Use(KeySpec spec, KeyUsage usage, String operation) {}

    private static final Map<String, Use> USES = uses();

    private SunOutcomes() {}

    private static Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        var sign = KeyUsage.SIGN_VERIFY;
        var decrypt = KeyUsage.ENCRYPT_DECRYPT;
        uses.put("CKM_RSA_PKCS", new Use(KeySpec.RSA_2048, sign, "SHA256withRSA"));
        uses.put("CKM_RSA_X_509", new Use(KeySpec.RSA_2048, sign, "NONEwithRSA"));
        uses.put("CKM_RSA_PKCS_PSS", new Use(KeySpec.RSA_2048, sign, "RSASSA-PSS SHA-256 32"));
        uses.put(
                "CKM_RSA_PKCS_OAEP",
                new Use(KeySpec.RSA_2048, decrypt, "RSA/ECB/OAEPPadding SHA-1"));
        uses.put("CKM_ECDSA", new Use(KeySpec.EC_P256, sign, "SHA256withECDSA"));
        uses.put("CKM_EC_KEY_PAIR_GEN", new Use(KeySpec.EC_P256, sign, "SHA256withECDSA"));
        uses.put("CKM_ECDH1_DERIVE", new Use(KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT, "ECDH"));
        uses.put("CKM_EDDSA", new Use(KeySpec.ED25519, sign, "Ed25519"));
        for (String mode : new String[] {"GCM", "CBC", "CTR"}) {
            uses.put(
                    "CKM_AES_" + mode,
                    new Use(KeySpec.ALIYUN_AES_256, decrypt, "AES/" + mode + "/NoPadding"));
        }
        uses.put("CKM_AES_ECB", uses.get("CKM_AES_CBC"));
        uses.put("CKM_AES_KEY_GEN", uses.get("CKM_AES_CBC"));
        uses.put("CKM_RSA_PKCS_KEY_PAIR_GEN", new Use(KeySpec.RSA_4096, sign, "SHA256withRSA"));
        for (KeySpec spec : KeySpec.values()) {
            String name = spec.name();
            if (name.startsWith("HMAC_SHA")) {
                uses.put(
                        hmac(name),
                        new Use(
                                spec,
                                KeyUsage.GENERATE_VERIFY_MAC,
                                spec.keyAlgorithm() + " of 1000"));
            }
        }
        return Map.copyOf(uses);
    }

    /** CKM_SHA_1_HMAC, CKM_SHA512_256_HMAC, CKM_SHA3_256_HMAC. */
    private static String hmac(String spec) {
        String digest = spec.substring("HMAC_".length()).replaceFirst("^SHA_(\\d{3})", "SHA$1");
        return "CKM_" + digest + "_HMAC";
    }

    /** Whether there is an operation to compare. */
    static boolean isKnown(String mechanism) {
        return USES.containsKey(mechanism);
    }

    /**
     * Writes a line for the module and one for each mechanism.
     *
     * @param arguments the KMS's configuration, which is not used, the file for the results, the
     *     library, the token's label, its PIN, the mechanisms
     */
    public static void main(String[] arguments) throws Exception {
        var sun = new SunToken(arguments[2], arguments[3], arguments[4]);
        List<String> lines = new ArrayList<>();
        lines.add(MODULE + " | " + sun.module());
        Map<KeySpec, Subject> keys = new EnumMap<>(KeySpec.class);
        for (String mechanism : List.of(arguments).subList(5, arguments.length)) {
            Use use = USES.get(mechanism);
            String outcome = Outcomes.DONE;
            try {
                if (!keys.containsKey(use.spec())) {
                    keys.put(use.spec(), sun.generate(use.spec()));
                }
                JcaCheck.of(use.spec(), use.usage()).get(use.operation()).run(keys.get(use.spec()));
            } catch (Exception e) {
                outcome = Outcomes.of(e);
            }
            lines.add(mechanism + " | " + outcome);
        }
        Files.write(Path.of(arguments[1]), lines);
    }
}
