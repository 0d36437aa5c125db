package org.kmsjca.protection;

import java.security.PublicKey;

/** Material of a private key. */
public interface KeyPairMaterial extends KeyMaterial {
    /** The public half, an ordinary key of the JDK. */
    PublicKey publicKey();
}
