package org.kmsjca.kms.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kmsjca.kms.Blob;
import org.kmsjca.kms.KmsErrors;

/**
 * What an envelope begins with: {@code KMSE} in ASCII, one byte for the format, one for how the
 * content is encrypted, two for the length of the EDK (big endian), the EDK. The content's stream
 * follows, with all of this as its associated data.
 *
 * <p>There is one way so far, number 1: the EDK of a key of 32 bytes, and AES-GCM-HKDF streaming
 * with AES-256, SHA-256 and segments of {@link #SEGMENT_SIZE} bytes.
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and dropped
record EnvelopeHeader(byte[] encryptedDataKey) {
    /**
     * Of the ciphertext, in bytes. With four times as much a JVM that has just started takes twice
     * as long for 400 MiB, until the JDK's GCM loop has been compiled.
     */
    static final int SEGMENT_SIZE = 16 * 1024;

    /** Of the data key, in bytes. */
    static final int KEY_LENGTH = 32;

    /** The bytes that tell the length of the rest. */
    static final int FIXED_LENGTH = 8;

    private static final byte[] MAGIC = "KMSE".getBytes(StandardCharsets.US_ASCII);
    private static final byte FORMAT = 1;
    private static final byte AES_256_GCM_HKDF_SHA_256 = 1;

    /** The EDK is a blob with the key in Base64. */
    private static final int EDK_LENGTH = Blob.OVERHEAD + (KEY_LENGTH + 2) / 3 * 4;

    /** Of the whole header, in bytes. */
    static final int LENGTH = FIXED_LENGTH + EDK_LENGTH;

    /**
     * Reads a header of {@link #LENGTH} bytes, which may be anything.
     *
     * @throws org.kmsjca.KmsException with InvalidParameter when it is none
     */
    static EnvelopeHeader parse(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw KmsErrors.invalid("this is no envelope of the KMS: it does not begin with KMSE");
        }
        byte format = header.get();
        byte content = header.get();
        if (format != FORMAT || content != AES_256_GCM_HKDF_SHA_256) {
            throw KmsErrors.invalid(
                    ("the envelope has format %s.%s, which this version does not know: it was"
                                    + " made by a newer one, or is damaged")
                            .formatted(format & 0xFF, content & 0xFF));
        }
        if ((header.getShort() & 0xFFFF) != EDK_LENGTH) {
            throw KmsErrors.invalid("the envelope's header is damaged: no EDK has its length");
        }
        byte[] edk = new byte[EDK_LENGTH];
        header.get(edk);
        return new EnvelopeHeader(edk);
    }

    byte[] encoded() {
        return ByteBuffer.allocate(LENGTH)
                .put(MAGIC)
                .put(FORMAT)
                .put(AES_256_GCM_HKDF_SHA_256)
                .putShort((short) encryptedDataKey.length)
                .put(encryptedDataKey)
                .array();
    }
}
