package org.kmsjca.protection;

import java.security.SecureRandom;
import java.security.SignatureException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.SignatureMechanism;

/** Material of a private key that signs. */
public interface SigningKey extends KeyPairMaterial {
    /**
     * Signs a digest.
     *
     * @param input the digest, or the data themselves where the mechanism has no digest
     * @param random the caller's source for salts and nonces; null for the module's own
     * @throws SignatureException when the input does not fit the key
     */
    byte[] sign(SignatureMechanism mechanism, byte[] input, @Nullable SecureRandom random)
            throws SignatureException;
}
