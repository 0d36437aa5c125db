package org.kmsjca.bench;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A reused AES-256-GCM Cipher of the KMS and of the JDK in one JVM, some hundred messages of each
 * in turn, so that whatever else the machine does strikes both. Prints the medians in nanoseconds
 * for one message and their difference.
 */
public final class AesGcmInTurn {
    private static final int WARM_UP = 400;
    private static final int MEASURED = 2_000;
    private static final int BATCH = 500;

    private AesGcmInTurn() {}

    public static void main(String[] args) throws Exception {
        Key software = new SecretKeySpec(new byte[32], "AES");
        try (BenchKms kms = new BenchKms("JDK")) {
            Key handle = kms.importKey("aes", software);
            Provider jdk = Security.getProvider("SunJCE");
            for (int size : new int[] {64, 1024, 64, 1024}) {
                Sender engine = new Sender(jdk, software, size);
                Sender ours = new Sender(kms.provider(), handle, size);
                compare(size, engine, ours);
            }
        }
    }

    private static void compare(int size, Sender engine, Sender ours)
            throws GeneralSecurityException {
        double[] first = new double[MEASURED];
        double[] second = new double[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            double one = engine.batch();
            double other = ours.batch();
            if (i >= 0) {
                first[i] = one;
                second[i] = other;
            }
        }
        Arrays.sort(first);
        Arrays.sort(second);
        double engineMedian = first[MEASURED / 2];
        double ourMedian = second[MEASURED / 2];
        System.out.printf(
                "%d bytes: engine %.0f, KMS %.0f, KMS - engine %.0f ns%n",
                size, engineMedian, ourMedian, ourMedian - engineMedian);
    }

    /** Encrypts messages with one Cipher. */
    private static final class Sender {
        private final Cipher cipher;
        private final Key key;
        private final byte[] plaintext;
        private final byte[] output;
        private final byte[] iv = new byte[12];

        Sender(Provider provider, Key key, int size) throws GeneralSecurityException {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            this.key = key;
            this.plaintext = new byte[size];
            this.output = new byte[size + 16];
        }

        /** Encrypts a batch; gives the nanoseconds for one message. */
        double batch() throws GeneralSecurityException {
            long start = System.nanoTime();
            for (int i = 0; i < BATCH; i++) {
                for (int k = 0; k < 8 && ++iv[k] == 0; k++) {
                    // carry
                }
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
                cipher.doFinal(plaintext, 0, plaintext.length, output, 0);
            }
            return (System.nanoTime() - start) / (double) BATCH;
        }
    }
}
