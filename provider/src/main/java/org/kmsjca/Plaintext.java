package org.kmsjca;

import javax.security.auth.Destroyable;

/**
 * What Decrypt and AsymmetricDecrypt answer: the plaintext, with the key version that decrypted.
 * {@link #destroy} wipes it.
 */
public final class Plaintext extends KeyVersionAnswer implements Destroyable {
    /** Keeps the plaintext that the given key version decrypted; the array is copied. */
    public Plaintext(String keyId, String keyVersionId, byte[] plaintext) {
        super(keyId, keyVersionId, plaintext);
    }

    /**
     * The plaintext; the array is the caller's to wipe.
     *
     * @throws IllegalStateException after {@link #destroy}
     */
    @Override
    public byte[] toByteArray() {
        return super.toByteArray();
    }

    @Override
    public void destroy() {
        wipe();
    }

    @Override
    public boolean isDestroyed() {
        return isWiped();
    }
}
