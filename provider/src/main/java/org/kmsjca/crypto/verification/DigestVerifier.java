package org.kmsjca.crypto.verification;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import org.kmsjca.mechanism.SignatureMechanism;

/** Verifies signatures of digests with one public key. Immutable. */
public interface DigestVerifier {
    /**
     * Whether the signature is one of the digest.
     *
     * @throws SignatureException when it does not have the form of one, or the digest not its
     *     length
     */
    boolean verify(byte[] digest, byte[] signature) throws SignatureException;

    /**
     * A verifier with the public key, which may be any provider's.
     *
     * @throws InvalidKeyException when the key does not go with the mechanism
     */
    static DigestVerifier of(SignatureMechanism mechanism, PublicKey key)
            throws InvalidKeyException {
        if (mechanism instanceof SignatureMechanism.Ecdsa ecdsa) {
            return new EcdsaVerifier(ecdsa.format(), key);
        }
        if (mechanism instanceof SignatureMechanism.Sm2) {
            return new Sm2Verifier(key);
        }
        return RsaVerifier.of(mechanism, key);
    }
}
