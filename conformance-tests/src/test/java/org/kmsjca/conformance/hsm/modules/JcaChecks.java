package org.kmsjca.conformance.hsm.modules;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.conformance.support.Peers;

/** The names and parameters of what is tried. */
final class JcaChecks {
    static final Charset ASCII = StandardCharsets.US_ASCII;

    private JcaChecks() {}

    static List<String> signatures(KeySpec spec) {
        return switch (spec.keyType()) {
            case RSA ->
                    List.of(
                            "NONEwithRSA",
                            "SHA1withRSA",
                            "SHA256withRSA",
                            "SHA384withRSA",
                            "SHA512withRSA",
                            "RSASSA-PSS SHA-1 20",
                            "RSASSA-PSS SHA-256 32",
                            "RSASSA-PSS SHA-256 0",
                            "RSASSA-PSS SHA-512 64");
            case EC ->
                    List.of(
                            "NONEwithECDSA",
                            "SHA1withECDSA",
                            "SHA256withECDSA",
                            "SHA384withECDSA",
                            "SHA512withECDSA");
            case ED25519 -> List.of("Ed25519");
            default -> List.of();
        };
    }

    /** The parameters that the name of a PSS signature says; null of other names. */
    static AlgorithmParameterSpec pss(String name) {
        String[] words = name.split(" ");
        return words.length < 3
                ? null
                : new PSSParameterSpec(
                        words[1],
                        "MGF1",
                        new MGF1ParameterSpec(words[1]),
                        Integer.parseInt(words[2]),
                        1);
    }

    /** Another provider that verifies. */
    static Provider judge(KeySpec spec, String algorithm) {
        if (spec.keyType() != KeyType.RSA) {
            return spec == KeySpec.EC_P256K ? Peers.BOUNCY_CASTLE : Peers.SUN_EC;
        }
        return algorithm.startsWith("NONE") ? Peers.BOUNCY_CASTLE : Peers.SUN_RSA_SIGN;
    }

    static Map<String, AlgorithmParameterSpec> ciphers() {
        Map<String, AlgorithmParameterSpec> ciphers = new LinkedHashMap<>();
        byte[] iv = new byte[12];
        Arrays.fill(iv, (byte) 5);
        for (String size : new String[] {"", " 0", " 200000"}) {
            ciphers.put("AES/GCM/NoPadding" + size, new GCMParameterSpec(128, iv));
        }
        var block = new IvParameterSpec(Arrays.copyOf(iv, 16));
        ciphers.put("AES/CBC/NoPadding", block);
        ciphers.put("AES/CBC/PKCS5Padding", block);
        ciphers.put("AES/CBC/PKCS5Padding 200000", block);
        ciphers.put("AES/CTR/NoPadding", block);
        ciphers.put("AES/KWP/NoPadding", null);
        return ciphers;
    }

    static Map<String, AlgorithmParameterSpec> decryptions() {
        Map<String, AlgorithmParameterSpec> decryptions = new LinkedHashMap<>();
        decryptions.put("RSA/ECB/PKCS1Padding", null);
        decryptions.put("RSA/ECB/OAEPPadding SHA-1", oaep("SHA-1", "SHA-1", ""));
        decryptions.put("RSA/ECB/OAEPPadding SHA-256", oaep("SHA-256", "SHA-256", ""));
        decryptions.put("RSA/ECB/OAEPPadding SHA-256, MGF1 SHA-1", oaep("SHA-256", "SHA-1", ""));
        decryptions.put("RSA/ECB/OAEPPadding SHA-256, label", oaep("SHA-256", "SHA-256", "label"));
        return decryptions;
    }

    private static OAEPParameterSpec oaep(String digest, String mask, String label) {
        return new OAEPParameterSpec(
                digest,
                "MGF1",
                new MGF1ParameterSpec(mask),
                new PSource.PSpecified(label.getBytes(ASCII)));
    }

    static byte[] join(byte[] first, byte[] second) {
        if (first == null) {
            return second;
        }
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    static void requireDifferent(byte[] clear, byte[] encrypted) {
        if (Arrays.equals(clear, Arrays.copyOf(encrypted, clear.length))) {
            throw new JcaCheck.WrongResult();
        }
    }
}
