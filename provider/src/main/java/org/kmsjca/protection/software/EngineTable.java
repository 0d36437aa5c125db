package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.CipherMechanism;

/**
 * Which engine serves which algorithm, by measurement: AES by the JDK; RSA by the Amazon Corretto
 * Crypto Provider when it is there (4 times the JDK), else the JDK; elliptic curves by it, else by
 * Bouncy Castle's lightweight classes (2 to 7 times the JDK). The setting {@code software.engine}
 * overrides each. Chosen at first use.
 */
final class EngineTable {
    private static final String JDK = "JDK";
    private static final String BC = "BC";
    private static final String ACCP = "ACCP";

    private final Map<String, String> chosen;
    private final @Nullable Provider accp;

    EngineTable(Map<String, String> chosen) {
        this(chosen, AccpEngine::find);
    }

    /** As the other, with another way to find ACCP. */
    EngineTable(Map<String, String> chosen, Supplier<@Nullable Provider> finder) {
        this.chosen = Map.copyOf(chosen);
        this.accp = mayUseAccp(chosen) ? finder.get() : null;
        chosen.forEach(this::check);
    }

    /** Whether an algorithm is ACCP's by choice, or left to the measured table, which has it. */
    private static boolean mayUseAccp(Map<String, String> chosen) {
        return chosen.containsValue(ACCP)
                || !chosen.containsKey("RSA")
                || !chosen.containsKey("EC");
    }

    private void check(String algorithm, String engine) {
        if (engine.equals(ACCP) && accp == null) {
            throw refused(algorithm, engine, "it is not on the class path, or does not load here");
        }
        if (engine.equals(BC) && !algorithm.equals("EC")) {
            throw refused(algorithm, engine, "Bouncy Castle serves EC here; the JDK is faster");
        }
    }

    private static KmsException refused(String algorithm, String engine, String reason) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the setting software.engine asks for %s for %s: %s"
                        .formatted(engine, algorithm, reason));
    }

    /** The provider whose Cipher runs the mechanism. */
    Provider cipher(CipherMechanism mechanism) {
        boolean known =
                mechanism == CipherMechanism.AES_GCM || mechanism == CipherMechanism.AES_CBC_PAD;
        return known && ACCP.equals(chosen.get("AES")) ? required() : JdkProviders.sunJce();
    }

    /** The provider whose RSA ciphers hold the private key. */
    Provider rsaCipher() {
        return engineOf("RSA", JDK).equals(ACCP) ? required() : JdkProviders.sunJce();
    }

    /** The RSA key as the engine's own object. */
    PrivateKey rsaKey(RSAPrivateCrtKey key) {
        if (!engineOf("RSA", JDK).equals(ACCP)) {
            return key;
        }
        try {
            return (PrivateKey) KeyFactory.getInstance("RSA", required()).translateKey(key);
        } catch (GeneralSecurityException e) {
            throw new KmsException(KmsErrorCode.INTERNAL_FAILURE, "ACCP refuses the RSA key", e);
        }
    }

    Provider rsaKeyGenerator() {
        return engineOf("RSA", JDK).equals(ACCP) ? required() : JdkProviders.sunRsaSign();
    }

    /**
     * The provider whose NONEwithECDSA signs on the curve; null for Bouncy Castle's lightweight
     * classes.
     */
    @Nullable Provider ecSignature(String curve) {
        if (curve.equals("secp256k1")) {
            return null; // the JDK has no such curve, and ACCP is the slower one there
        }
        return switch (engineOf("EC", BC)) {
            case ACCP -> required();
            case JDK -> JdkProviders.sunEc();
            default -> null;
        };
    }

    /**
     * The provider that verifies what {@link #ecSignature} signed, before it leaves; null for
     * Bouncy Castle's lightweight classes, which are faster than the JDK on Java 17.
     */
    @Nullable Provider ecVerification(String curve) {
        boolean signs = !curve.equals("secp256k1") && engineOf("EC", BC).equals(ACCP);
        return signs ? required() : null;
    }

    /** The engine in use for each algorithm, for people. */
    Map<String, String> describe() {
        Map<String, String> table = new LinkedHashMap<>();
        boolean aesOfAccp = ACCP.equals(chosen.get("AES"));
        table.put(
                "AES",
                aesOfAccp ? name(ACCP) + " (GCM, padded CBC), else " + name(JDK) : name(JDK));
        table.put("RSA", name(engineOf("RSA", JDK)));
        table.put("ECDSA", name(engineOf("EC", BC)) + "; secp256k1 " + name(BC));
        table.put("ECDH, Ed25519, SM2, SM3, SM4", name(BC));
        table.put("HMAC", name(JDK));
        table.put("ML-DSA", name(SoftwareMlDsaKey.isInJdk() ? JDK : BC));
        return table;
    }

    private String name(String engine) {
        return switch (engine) {
            case ACCP -> "ACCP " + required().getVersionStr();
            case JDK -> "JDK " + Runtime.version().feature();
            default -> "Bouncy Castle";
        };
    }

    private String engineOf(String algorithm, String fallback) {
        String name = chosen.get(algorithm);
        if (name != null) {
            return name;
        }
        return accp != null ? ACCP : fallback;
    }

    private Provider required() {
        if (accp == null) {
            throw new IllegalStateException("ACCP was chosen without being found");
        }
        return accp;
    }
}
