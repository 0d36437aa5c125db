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
    static final SymmetricCase AES_GCM = new SymmetricCase("AES/GCM/NoPadding", 256);
    static final SymmetricCase AES_CBC_PADDED = new SymmetricCase("AES/CBC/PKCS5Padding", 256);
    static final SymmetricCase SM4_GCM = new SymmetricCase("SM4/GCM/NoPadding", 128);
    static final SymmetricCase SM4_CBC_PADDED = new SymmetricCase("SM4/CBC/PKCS5Padding", 128);

    private static final List<String> ANY_SIZE =
            List.of(
                    "AES/GCM/NoPadding",
                    "AES/CBC/PKCS5Padding",
                    "AES/CBC/PKCS7Padding",
                    "AES/CBC/NoPadding",
                    "AES/CTR/NoPadding",
                    "AES/KW/NoPadding",
                    "AES/KWP/NoPadding");
    private static final List<String> ONE_SIZE = List.of("GCM", "CBC", "KW", "KWP");

    /** Every transformation with every size of key, but the one whose padding is random. */
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
        cases.addAll(sm4());
        return cases;
    }

    /** Every transformation of SM4. */
    static List<SymmetricCase> sm4() {
        return List.of(
                SM4_GCM,
                SM4_CBC_PADDED,
                new SymmetricCase("SM4/CBC/PKCS7Padding", 128),
                new SymmetricCase("SM4/CBC/NoPadding", 128),
                new SymmetricCase("SM4/CTR/NoPadding", 128));
    }

    static List<SymmetricCase> gcm() {
        return List.of(AES_GCM, SM4_GCM);
    }

    static List<SymmetricCase> cbcPadded() {
        return List.of(AES_CBC_PADDED, SM4_CBC_PADDED);
    }

    /** One case for each way of chaining that takes a message in parts. */
    static List<SymmetricCase> streams() {
        List<SymmetricCase> cases = new ArrayList<>();
        cases.add(AES_GCM);
        cases.add(AES_CBC_PADDED);
        cases.add(new SymmetricCase("AES/CBC/NoPadding", 192));
        cases.add(new SymmetricCase("AES/CTR/NoPadding", 128));
        cases.addAll(sm4());
        return cases;
    }

    KeySpec keySpec() {
        if (isSm4()) {
            return KeySpec.ALIYUN_SM4;
        }
        return switch (keyBits) {
            case 128 -> KeySpec.ALIYUN_AES_128;
            case 192 -> KeySpec.ALIYUN_AES_192;
            default -> KeySpec.ALIYUN_AES_256;
        };
    }

    boolean isSm4() {
        return transformation.startsWith("SM4");
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
        return switch (transformation.replaceFirst("^[^/]*/", "")) {
            case "CBC/NoPadding" -> length / 16 * 16;
            case "KW/NoPadding" -> Math.max(16, length / 8 * 8);
            case "KWP/NoPadding" -> Math.max(1, length);
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
