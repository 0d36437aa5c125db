package org.kmsjca.bench;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/** The program that {@link CallTrace} starts: one call, warmed and then made once more. */
public final class TracedProgram {
    private static final int WARM_UP = 20;
    private static final byte[] MESSAGE = new byte[64];

    private TracedProgram() {}

    /** A call to trace, and what has to happen before each, untraced. */
    private record Traced(Step before, Step call) {}

    private interface Step {
        void run(int round) throws Exception;
    }

    /** The debugger starts recording here. */
    static void begin() {}

    /** The debugger stops recording here. */
    static void end() {}

    public static void main(String[] args) throws Exception {
        if (args[1].equals("HSM")) {
            try (HsmTokens tokens = new HsmTokens()) {
                trace(args[0], tokens.kms());
            }
        } else {
            try (BenchKms kms = new BenchKms("JDK")) {
                trace(args[0], (KmsProvider) kms.provider());
            }
        }
    }

    private static void trace(String name, KmsProvider provider) throws Exception {
        Traced traced =
                switch (name) {
                    case "Cipher.init" -> cipher(provider, true);
                    case "Cipher.doFinal" -> cipher(provider, false);
                    case "Signature.sign" -> signature(provider);
                    case "Kms.createKey" -> creation(provider);
                    case "KeyStore.setKeyEntry+store" -> keyStore(provider);
                    default -> throw new IllegalArgumentException(name);
                };
        for (int round = 0; round < WARM_UP; round++) {
            traced.before.run(round);
            traced.call.run(round);
        }
        traced.before.run(WARM_UP);
        begin();
        traced.call.run(WARM_UP);
        end();
    }

    private static Traced cipher(Provider provider, boolean init) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        keys.setKeyEntry("aes", new SecretKeySpec(new byte[32], "AES"), null, null);
        keys.store(null, null);
        Key key = keys.getKey("aes", null);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        Step start =
                round -> {
                    byte[] iv = new byte[12];
                    iv[0] = (byte) round;
                    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, iv));
                };
        Cipher random = Cipher.getInstance("AES/GCM/NoPadding", provider);
        Step encryption = round -> random.init(Cipher.ENCRYPT_MODE, key);
        return init
                ? new Traced(round -> start.run(round), encryption)
                : new Traced(encryption, round -> random.doFinal(MESSAGE));
    }

    private static Traced signature(Provider provider) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Signature signature = Signature.getInstance("SHA256withRSA", provider);
        signature.initSign(pair.getPrivate());
        return new Traced(round -> signature.update(MESSAGE), round -> signature.sign());
    }

    private static Traced creation(KmsProvider provider) {
        Kms kms = Kms.of(provider);
        CmkSpec spec = CmkSpec.builder(KeySpec.ALIYUN_AES_256).build();
        return new Traced(round -> {}, round -> kms.createKey(spec));
    }

    private static Traced keyStore(Provider provider) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        Key key = new SecretKeySpec(new byte[32], "AES");
        return new Traced(
                round -> {},
                round -> {
                    keys.setKeyEntry("aes-" + round, key, null, null);
                    keys.store(null, null);
                });
    }
}
