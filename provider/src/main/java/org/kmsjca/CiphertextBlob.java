package org.kmsjca;

import java.util.Arrays;

/**
 * What the KMS has encrypted under a CMK, with the key that did it. The bytes name the key version
 * themselves: they are all that {@link Kms#decrypt} needs, besides the encryption context.
 */
public final class CiphertextBlob {
    private final String keyId;
    private final String keyVersionId;
    private final byte[] blob;

    /** A blob of the given key version; the array is copied. */
    public CiphertextBlob(String keyId, String keyVersionId, byte[] blob) {
        this.keyId = keyId;
        this.keyVersionId = keyVersionId;
        this.blob = blob.clone();
    }

    /** The CMK. */
    public String keyId() {
        return keyId;
    }

    /** The version of the CMK. */
    public String keyVersionId() {
        return keyVersionId;
    }

    /**
     * 36 ASCII characters of the key version id, a 12-byte IV, the ciphertext, a 16-byte tag. The
     * array is the caller's.
     */
    public byte[] toByteArray() {
        return blob.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CiphertextBlob that && Arrays.equals(blob, that.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return "CiphertextBlob[keyId=%s, keyVersionId=%s, %s bytes]"
                .formatted(keyId, keyVersionId, blob.length);
    }
}
