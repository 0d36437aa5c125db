package org.kmsjca.cli;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Runs AES-GCM on nothing of worth while the store is opened, so that the JVM has compiled it when
 * the file comes: interpreted, it takes a second for the first megabytes. Ends by itself.
 */
final class GcmWarmUp implements AutoCloseable {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(3);
    private static final int SEGMENT = 16 * 1024;
    private static final int TAG_BITS = 128;

    private volatile boolean ended;

    private GcmWarmUp() {}

    /** Does nothing. */
    static GcmWarmUp none() {
        return new GcmWarmUp();
    }

    /** Starts it. */
    static GcmWarmUp start(boolean encrypting) {
        GcmWarmUp warmUp = new GcmWarmUp();
        Thread thread = new Thread(() -> warmUp.run(encrypting), "kms warm-up");
        thread.setDaemon(true);
        thread.start();
        return warmUp;
    }

    private void run(boolean encrypting) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
            byte[] plaintext = new byte[SEGMENT];
            byte[] output = new byte[SEGMENT + TAG_BITS / Byte.SIZE];
            byte[] iv = new byte[12];
            long start = System.nanoTime();
            for (long i = 0; !ended && System.nanoTime() - start < LONGEST; i++) {
                ByteBuffer.wrap(iv).putLong(i);
                GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, iv);
                if (encrypting || i == 0) {
                    cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
                    cipher.doFinal(plaintext, 0, plaintext.length, output, 0);
                } else {
                    ByteBuffer.wrap(iv).putLong(0);
                    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
                    cipher.doFinal(output, 0, output.length, plaintext, 0);
                }
            }
        } catch (GeneralSecurityException e) {
            // The file's own encryption tells.
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
