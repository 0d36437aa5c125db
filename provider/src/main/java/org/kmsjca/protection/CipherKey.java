package org.kmsjca.protection;

import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;

/** Material of a secret key that encrypts and decrypts. */
public interface CipherKey extends KeyMaterial {
    /** Opens an operation; not yet initialised. */
    CipherOperation cipher(CipherMechanism mechanism);

    /**
     * Opens an operation for a caller who kept one: gives that back where it is this key's, else
     * releases it.
     */
    default CipherOperation cipher(CipherMechanism mechanism, @Nullable CipherOperation kept) {
        if (kept != null) {
            kept.release();
        }
        return cipher(mechanism);
    }
}
