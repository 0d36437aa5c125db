package org.kmsjca.conformance.jca;

import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.kmsjca.KeySpec;

/** A symmetric transformation of the provider with a size of key that it takes. */
record SymmetricCase(String transformation, int keyBits) {
    private static final List<String> ANY_SIZE =
            List.of(
                    "AES/GCM/NoPadding",
                    "AES/CBC/PKCS5Padding",
                    "AES/CBC/NoPadding",
                    "AES/CTR/NoPadding",
                    "AES/KW/NoPadding",
                    "AES/KWP/NoPadding");
    private static final List<String> ONE_SIZE = List.of("GCM", "CBC", "KW", "KWP");

    /** Every transformation with every size of key. */
    static List<SymmetricCase> all() {
        List<SymmetricCase> cases = new ArrayList<>();
        for (int bits = 128; bits <= 256; bits += 64) {
            for (String name : ANY_SIZE) {
                cases.add(new SymmetricCase(name, bits));
            }
            for (String mode : ONE_SIZE) {
                cases.add(new SymmetricCase("AES_" + bits + "/" + mode + "/NoPadding", bits));
            }
        }
        return cases;
    }

    /** One case for each way of chaining that takes a message in parts. */
    static List<SymmetricCase> streams() {
        return List.of(
                new SymmetricCase("AES/GCM/NoPadding", 256),
                new SymmetricCase("AES/CBC/PKCS5Padding", 256),
                new SymmetricCase("AES/CBC/NoPadding", 192),
                new SymmetricCase("AES/CTR/NoPadding", 128));
    }

    KeySpec keySpec() {
        return switch (keyBits) {
            case 128 -> KeySpec.ALIYUN_AES_128;
            case 192 -> KeySpec.ALIYUN_AES_192;
            default -> KeySpec.ALIYUN_AES_256;
        };
    }

    String mode() {
        return transformation.split("/")[1];
    }

    boolean isGcm() {
        return mode().equals("GCM");
    }

    boolean isKeyWrap() {
        return mode().startsWith("KW");
    }

    /** The parameters with an IV made from the number; null for key wrapping, which has its own. */
    AlgorithmParameterSpec parameters(long number) {
        return switch (mode()) {
            case "GCM" -> new GCMParameterSpec(128, bytes(12, number));
            case "CBC", "CTR" -> new IvParameterSpec(bytes(16, number));
            default -> null;
        };
    }

    /** The length, cut to what the transformation takes. */
    int fit(int length) {
        return switch (transformation.replaceFirst("_\\d+", "")) {
            case "AES/CBC/NoPadding" -> length / 16 * 16;
            case "AES/KW/NoPadding" -> Math.max(16, length / 8 * 8);
            case "AES/KWP/NoPadding" -> Math.max(1, length);
            default -> length;
        };
    }

    /** Reproducible bytes. */
    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return transformation + " with " + keyBits + " bits";
    }
}
