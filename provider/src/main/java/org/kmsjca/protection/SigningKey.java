package org.kmsjca.protection;

import java.security.SignatureException;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** Material of a private key that signs. */
public interface SigningKey extends KeyPairMaterial {
    /**
     * Whether the key signs messages instead of their digests, because its token wants to hash
     * itself: then {@link #sign} takes {@link SignatureMechanism.OfMessage} and the message.
     */
    default boolean signsMessages(SignatureMechanism scheme, DigestAlgorithm digest) {
        return false;
    }

    /**
     * Signs a digest. Salts and nonces are of the module's own generator.
     *
     * @param input the digest, or the data themselves where the mechanism has no digest
     * @throws SignatureException when the input does not fit the key
     */
    byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException;
}
