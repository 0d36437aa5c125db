package org.kmsjca;

import java.security.PrivateKey;

/**
 * The private key of a data key pair: an ordinary one that every provider takes, with its own
 * encrypted form beside it, as a {@link DataKey} is for secret keys. It is an {@code
 * RSAPrivateCrtKey} or an {@code ECPrivateKey} besides, with an encoding in PKCS#8.
 *
 * <p>Unlike a CMK it is in this process's memory; {@code destroy} drops it, after which its getters
 * throw {@link IllegalStateException}. It is not serialized: store {@link #encrypted}.
 */
public interface DataPrivateKey extends PrivateKey {
    /**
     * The private key under its CMK, the KMS's PrivateKeyCiphertextBlob: what is stored. What the
     * CMK encrypts is the PKCS#8 encoding as text in Base64, as it does with data keys.
     */
    CiphertextBlob encrypted();

    /** Drops the key. */
    @Override
    void destroy();
}
