package org.kmsjca.protection;

import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.kmsjca.mechanism.DecryptionMechanism;

/** Material of a private key that decrypts. */
public interface DecryptionKey extends KeyPairMaterial {
    /**
     * Decrypts one ciphertext.
     *
     * @throws BadPaddingException for every ciphertext that does not decrypt, without saying why
     * @throws IllegalBlockSizeException when it is longer than the modulus
     */
    byte[] decrypt(DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException;
}
