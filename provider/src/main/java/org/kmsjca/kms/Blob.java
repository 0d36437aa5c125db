package org.kmsjca.kms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kmsjca.AliasName;

/**
 * The layout of a ciphertext of the KMS: key version id as 36 ASCII characters, 12-byte IV,
 * ciphertext, 16-byte tag.
 *
 * @param ciphertext ciphertext and tag
 */
@SuppressWarnings("ArrayRecordComponent") // parts of one array, handed on and dropped
public record Blob(String versionId, byte[] iv, byte[] ciphertext) {
    static final int ID_LENGTH = 36;

    /** Of the GCM initialisation vector, in bytes. */
    public static final int IV_LENGTH = 12;

    /** Of the GCM tag, in bytes. */
    public static final int TAG_LENGTH = 16;

    /** What a blob is longer than its plaintext, in bytes. */
    public static final int OVERHEAD = ID_LENGTH + IV_LENGTH + TAG_LENGTH;

    /**
     * Reads a blob, which may be anything.
     *
     * @throws org.kmsjca.KmsException with InvalidParameter when it does not have the layout
     */
    public static Blob parse(byte[] bytes) {
        if (bytes.length < OVERHEAD) {
            throw KmsErrors.invalid(
                    "the CiphertextBlob has %s bytes, fewer than the %s of an empty message"
                            .formatted(bytes.length, OVERHEAD));
        }
        if (bytes.length > OVERHEAD + Limits.MAXIMUM_PLAINTEXT_BYTES) {
            throw KmsErrors.invalid(
                    "the CiphertextBlob has %s bytes, more than any that was made by Encrypt"
                            .formatted(bytes.length));
        }
        String id = new String(bytes, 0, ID_LENGTH, StandardCharsets.US_ASCII);
        if (!AliasName.looksLikeKeyId(id)) {
            throw KmsErrors.invalid("the CiphertextBlob does not begin with a key version id");
        }
        return new Blob(
                id,
                Arrays.copyOfRange(bytes, ID_LENGTH, ID_LENGTH + IV_LENGTH),
                Arrays.copyOfRange(bytes, ID_LENGTH + IV_LENGTH, bytes.length));
    }

    /** The bytes that Encrypt answers. */
    public byte[] encoded() {
        return ByteBuffer.allocate(ID_LENGTH + iv.length + ciphertext.length)
                .put(versionId.getBytes(StandardCharsets.US_ASCII))
                .put(iv)
                .put(ciphertext)
                .array();
    }
}
