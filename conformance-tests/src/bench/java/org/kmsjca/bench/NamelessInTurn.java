package org.kmsjca.bench;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with {@code getInstance} for each message and no provider's name, under a software
 * key and under a CMK in turn in one JVM. Prints the medians in nanoseconds. The KMS is the JVM's
 * own, from java.security: start it with and without {@code
 * jdk.security.provider.preferred=AES/GCM/NoPadding:KMS}. Argument: how many batches.
 */
public final class NamelessInTurn {
    private static final int BATCH = 200;

    private NamelessInTurn() {}

    public static void main(String[] args) throws Exception {
        Key software = new SecretKeySpec(new byte[32], "AES");
        try (BenchKms kms = new BenchKms("JDK")) {
            Security.addProvider(kms.provider());
            System.out.println(
                    "preferred: " + Security.getProperty("jdk.security.provider.preferred"));
            compare(software, kms.importKey("aes", software), Integer.parseInt(args[0]));
        } finally {
            Security.removeProvider("KMS"); // other tests run in this JVM
        }
    }

    private static void compare(Key software, Key handle, int batches)
            throws GeneralSecurityException {
        for (int size : new int[] {64, 1024}) {
            double[] soft = new double[batches];
            double[] ours = new double[batches];
            for (int i = -batches / 2; i < batches; i++) {
                double first = batch(software, size);
                double second = batch(handle, size);
                if (i >= 0) {
                    soft[i] = first;
                    ours[i] = second;
                }
            }
            Arrays.sort(soft);
            Arrays.sort(ours);
            System.out.printf(
                    "%d bytes: software key %.0f, CMK %.0f ns%n",
                    size, soft[batches / 2], ours[batches / 2]);
        }
    }

    private static double batch(Key key, int size) throws GeneralSecurityException {
        byte[] plaintext = new byte[size];
        byte[] output = new byte[size + 16];
        byte[] iv = new byte[12];
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            iv[0] = (byte) i;
            iv[1] = (byte) (i >> Byte.SIZE);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
            cipher.doFinal(plaintext, 0, size, output, 0);
        }
        return (System.nanoTime() - start) / (double) BATCH;
    }
}
