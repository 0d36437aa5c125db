package org.kmsjca.protection;

import java.security.InvalidKeyException;
import java.security.PublicKey;

/** Material of a private key that agrees on secrets. */
public interface AgreementKey extends KeyPairMaterial {
    /**
     * The shared secret of ECDH, SP 800-56A: the x coordinate at the field's length.
     *
     * @throws InvalidKeyException when the other key is not a point on this key's curve
     */
    byte[] agree(PublicKey peer) throws InvalidKeyException;
}
