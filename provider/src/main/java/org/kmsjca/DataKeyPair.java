package org.kmsjca;

import java.security.KeyPair;
import java.security.PublicKey;

/**
 * A key pair for use outside of the KMS, whose private key a CMK has encrypted: the answer of
 * GenerateDataKeyPair.
 *
 * @param keyPairSpec what the pair is
 * @param publicKey with an encoding in X.509 SubjectPublicKeyInfo
 * @param privateKey with its encrypted form
 */
public record DataKeyPair(KeySpec keyPairSpec, PublicKey publicKey, DataPrivateKey privateKey) {
    /** The private key under its CMK. */
    public CiphertextBlob encrypted() {
        return privateKey.encrypted();
    }

    /** The pair for the JCA. */
    public KeyPair keyPair() {
        return new KeyPair(publicKey, privateKey);
    }

    /** Names the pair and what its private key is encrypted under. */
    @Override
    public String toString() {
        return "DataKeyPair[" + keyPairSpec + ", " + encrypted() + "]";
    }
}
