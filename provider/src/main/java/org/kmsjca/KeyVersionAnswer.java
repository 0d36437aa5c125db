package org.kmsjca;

import org.kmsjca.crypto.SecretBytes;

/** Bytes that a key version has made, with the version; immutable, the bytes copied both ways. */
abstract class KeyVersionAnswer {
    private final String keyId;
    private final String keyVersionId;
    private final SecretBytes bytes;

    KeyVersionAnswer(String keyId, String keyVersionId, byte[] bytes) {
        this.keyId = keyId;
        this.keyVersionId = keyVersionId;
        this.bytes = new SecretBytes(bytes);
    }

    /** The CMK, by its key id whatever name the call gave it. */
    public final String keyId() {
        return keyId;
    }

    /** The version of the CMK. */
    public final String keyVersionId() {
        return keyVersionId;
    }

    /** The bytes; the array is the caller's. */
    public byte[] toByteArray() {
        byte[] copy = bytes.copy();
        if (copy == null) {
            throw new IllegalStateException("it was destroyed: " + this);
        }
        return copy;
    }

    final void wipe() {
        bytes.wipe();
    }

    final boolean isWiped() {
        return bytes.isWiped();
    }

    /** The same kind of answer of the same version with equal bytes; in constant time. */
    @Override
    public final boolean equals(Object other) {
        return other instanceof KeyVersionAnswer that
                && getClass() == that.getClass()
                && keyVersionId.equals(that.keyVersionId)
                && bytes.isEqualTo(that.bytes);
    }

    @Override
    public final int hashCode() {
        return 31 * keyVersionId.hashCode() + bytes.hash();
    }

    /** Names the version and tells the length, never the bytes. */
    @Override
    public final String toString() {
        return "%s[keyId=%s, keyVersionId=%s, %s bytes]"
                .formatted(getClass().getSimpleName(), keyId, keyVersionId, bytes.length());
    }
}
