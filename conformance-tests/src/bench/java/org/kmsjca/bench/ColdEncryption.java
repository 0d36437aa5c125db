package org.kmsjca.bench;

import java.security.Key;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a JVM that has just started reaches with 1 MiB buffers: prints GB/s for each half second of
 * the first three. Arguments: JDK or KMS.
 */
public final class ColdEncryption {
    private static final int SIZE = 1 << 20;
    private static final int WINDOWS = 6;
    private static final long WINDOW_NANOS = 500_000_000;

    private ColdEncryption() {}

    public static void main(String[] args) throws Exception {
        Key software = new SecretKeySpec(new byte[32], "AES");
        try (BenchKms kms = new BenchKms("JDK")) {
            boolean ours = args[0].equals("KMS");
            Key key = ours ? kms.importKey("aes", software) : software;
            Provider provider = ours ? kms.provider() : Security.getProvider("SunJCE");
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            byte[] plaintext = new byte[SIZE];
            byte[] output = new byte[SIZE + 16];
            for (int window = 0; window < WINDOWS; window++) {
                long start = System.nanoTime();
                long bytes = 0;
                while (System.nanoTime() - start < WINDOW_NANOS) {
                    cipher.init(Cipher.ENCRYPT_MODE, key);
                    cipher.doFinal(plaintext, 0, SIZE, output, 0);
                    bytes += SIZE;
                }
                double gigabytes = bytes / (double) (System.nanoTime() - start);
                System.out.printf("%s %.1f s: %.2f GB/s%n", args[0], 0.5 * window, gigabytes);
            }
        }
    }
}
