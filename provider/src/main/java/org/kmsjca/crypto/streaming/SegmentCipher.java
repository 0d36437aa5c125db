package org.kmsjca.crypto.streaming;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.CipherDirection;

/**
 * Encrypts or decrypts the segments of one stream, in order, by AES-GCM. The nonce of each is the
 * stream's prefix, the number of the segment, and whether it is the last: segments that change
 * places, are missing or are added do not decrypt.
 */
final class SegmentCipher {
    static final int TAG_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final long MOST_SEGMENTS = 1L << Integer.SIZE;

    private final Cipher engine;
    private final int mode;
    private final SecretKeySpec key;
    private final byte[] noncePrefix;

    /** Number of the next segment. */
    private long next;

    /** For the stream with this header; the keys are the caller's to wipe. */
    SegmentCipher(
            CipherDirection direction, StreamHeader header, byte[] key, byte[] associatedData) {
        this.mode =
                direction == CipherDirection.ENCRYPT ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        this.noncePrefix = header.noncePrefix();
        byte[] derived = header.segmentKey(key, associatedData);
        try {
            this.key = new SecretKeySpec(derived, "AES");
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
        try {
            this.engine = Cipher.getInstance("AES/GCM/NoPadding", JdkProviders.sunJce());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks AES/GCM/NoPadding", e);
        }
    }

    /** Writes the segment, longer or shorter by its tag, and returns its length. */
    int process(byte[] input, int offset, int length, boolean last, byte[] output, int outputOffset)
            throws AEADBadTagException {
        if (next == MOST_SEGMENTS) {
            throw new IllegalStateException("the stream is longer than it can be numbered");
        }
        byte[] nonce =
                ByteBuffer.allocate(NONCE_LENGTH)
                        .put(noncePrefix)
                        .putInt((int) next++)
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
