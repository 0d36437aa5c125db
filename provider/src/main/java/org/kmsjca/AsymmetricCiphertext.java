package org.kmsjca;

/**
 * A ciphertext under the public key of a CMK, as AsymmetricEncrypt answers it. Unlike a {@link
 * CiphertextBlob} the bytes do not name their key: keep the key id and the key version id beside
 * them, AsymmetricDecrypt needs both. Immutable.
 */
public final class AsymmetricCiphertext extends KeyVersionAnswer {
    /** A ciphertext under the public key of the given key version; the array is copied. */
    public AsymmetricCiphertext(String keyId, String keyVersionId, byte[] ciphertext) {
        super(keyId, keyVersionId, ciphertext);
    }
}
