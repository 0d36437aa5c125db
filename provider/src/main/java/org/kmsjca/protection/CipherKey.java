package org.kmsjca.protection;

import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;

/** Material of a secret key that encrypts and decrypts. */
public interface CipherKey extends KeyMaterial {
    /** Opens an operation; not yet initialised. */
    CipherOperation cipher(CipherMechanism mechanism);
}
