package org.kmsjca.crypto.streaming;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.CipherDirection;

/**
 * Encrypts or decrypts segments of one stream by AES-GCM. The nonce of each is the stream's prefix,
 * the number of the segment, and whether it is the last: segments that change places, are missing
 * or are added do not decrypt. Not thread-safe.
 */
final class SegmentCipher {
    static final int TAG_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final long MOST_SEGMENTS = 1L << Integer.SIZE;

    private final Cipher engine;
    private final int mode;
    private final SecretKeySpec key;
    private final byte[] noncePrefix;

    SegmentCipher(CipherDirection direction, SecretKeySpec key, byte[] noncePrefix) {
        this.mode =
                direction == CipherDirection.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        this.key = key;
        this.noncePrefix = noncePrefix;
        try {
            this.engine = Cipher.getInstance("AES/GCM/NoPadding", JdkProviders.sunJce());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks AES/GCM/NoPadding", e);
        }
    }

    /**
     * Writes the segment, longer or shorter by its tag, and returns its length.
     *
     * @param number from 0, for one segment of the stream only
     */
    int process(
            long number,
            boolean last,
            byte[] input,
            int offset,
            int length,
            byte[] output,
            int outputOffset)
            throws AEADBadTagException {
        if (number >= MOST_SEGMENTS) {
            throw new IllegalStateException("the stream is longer than it can be numbered");
        }
        byte[] nonce =
                ByteBuffer.allocate(NONCE_LENGTH)
                        .put(noncePrefix)
                        .putInt((int) number)
                        .put((byte) (last ? 1 : 0))
                        .array();
        try {
            engine.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
            return engine.doFinal(input, offset, length, output, outputOffset);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's AES-GCM failed on a segment", e);
        }
    }
}
