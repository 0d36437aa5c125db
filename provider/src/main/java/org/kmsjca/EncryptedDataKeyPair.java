package org.kmsjca;

import java.security.PublicKey;

/**
 * A data key pair whose private key only its CMK can open, the answer of
 * GenerateDataKeyPairWithoutPlaintext: for data that others encrypt, or signatures that somebody
 * else will make, later.
 *
 * @param keyPairSpec what the pair is
 * @param publicKey with an encoding in X.509 SubjectPublicKeyInfo
 * @param encrypted the private key under its CMK
 */
public record EncryptedDataKeyPair(
        KeySpec keyPairSpec, PublicKey publicKey, CiphertextBlob encrypted) {}
