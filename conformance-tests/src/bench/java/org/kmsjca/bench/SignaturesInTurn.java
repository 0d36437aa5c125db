package org.kmsjca.bench;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;

/**
 * The provider and the engine below it in one JVM, signature by signature in turn, so that whatever
 * else the machine does strikes both. Prints the medians in microseconds and their ratio.
 */
public final class SignaturesInTurn {
    private static final int WARM_UP = 1_500;
    private static final int MEASURED = 6_000;
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private SignaturesInTurn() {}

    public static void main(String[] args) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        try (BenchKms kms = new BenchKms("RSA:JDK")) {
            PrivateKey handle = (PrivateKey) kms.importKey("rsa", pair);
            Provider jdk = Security.getProvider("SunRsaSign");
            for (String algorithm : new String[] {"SHA256withRSA", "RSASSA-PSS"}) {
                compare(algorithm, jdk, pair.getPrivate(), kms.provider(), handle);
            }
        }
    }

    private static void compare(
            String algorithm, Provider jdk, PrivateKey key, Provider kms, PrivateKey handle)
            throws Exception {
        long[] engine = new long[MEASURED];
        long[] ours = new long[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            long first = time(algorithm, jdk, key);
            long second = time(algorithm, kms, handle);
            if (i >= 0) {
                engine[i] = first;
                ours[i] = second;
            }
        }
        Arrays.sort(engine);
        Arrays.sort(ours);
        double ratio = (double) engine[MEASURED / 2] / ours[MEASURED / 2];
        System.out.printf(
                "%s: engine %.1f, KMS %.1f, engine/KMS %.3f%n",
                algorithm, engine[MEASURED / 2] / 1e3, ours[MEASURED / 2] / 1e3, ratio);
    }

    private static long time(String algorithm, Provider provider, PrivateKey key) throws Exception {
        long start = System.nanoTime();
        Signature signature = Signature.getInstance(algorithm, provider);
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(PSS);
        }
        signature.initSign(key);
        signature.update(new byte[64]);
        signature.sign();
        return System.nanoTime() - start;
    }
}
