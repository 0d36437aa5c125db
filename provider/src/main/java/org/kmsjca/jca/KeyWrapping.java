package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.text.Printable;

/** Encodes a key that is wrapped, and makes the key of what was unwrapped. */
final class KeyWrapping {
    private KeyWrapping() {}

    /** The encoding of the key, in an array that the caller wipes. */
    static byte[] encoding(Key key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length == 0) {
            throw new InvalidKeyException(
                    key instanceof KmsKey
                            ? key + " cannot be wrapped: its material does not leave the KMS"
                            : "the key has no encoding, so it cannot be wrapped");
        }
        return encoded;
    }

    /** The key of an encoding; the array stays the caller's to wipe. */
    static Key key(byte[] encoded, String algorithm, int keyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        try {
            return switch (keyType) {
                case Cipher.SECRET_KEY -> new SecretKeySpec(encoded, algorithm);
                case Cipher.PRIVATE_KEY ->
                        KeyFactory.getInstance(algorithm)
                                .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                case Cipher.PUBLIC_KEY ->
                        KeyFactory.getInstance(algorithm)
                                .generatePublic(new X509EncodedKeySpec(encoded));
                default -> throw new InvalidKeyException("no such type of key: " + keyType);
            };
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new InvalidKeyException(
                    "what was unwrapped is no " + Printable.of(String.valueOf(algorithm)) + " key",
                    e);
        }
    }
}
