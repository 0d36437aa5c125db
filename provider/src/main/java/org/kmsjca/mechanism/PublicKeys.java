package org.kmsjca.mechanism;

import java.io.IOException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.kmsjca.KeyType;

/** Public keys of X.509 SubjectPublicKeyInfo: the JDK's own where it has them. */
public final class PublicKeys {
    private static final String ML_DSA = "ML-DSA";

    private PublicKeys() {}

    /**
     * Decodes a public key.
     *
     * @throws InvalidKeySpecException when it is no valid key of that type
     */
    public static PublicKey decode(KeyType type, byte[] encoded) throws InvalidKeySpecException {
        return switch (type) {
            case RSA -> jdk("RSA", JdkProviders.sunRsaSign(), encoded);
            case EC -> jdk("EC", JdkProviders.sunEc(), encoded);
            case ED25519 -> jdk("Ed25519", JdkProviders.sunEc(), encoded);
            case SM2 -> Sm2PublicKey.decode(encoded);
            case ML_DSA -> mlDsa(encoded);
            case AES, SM4, HMAC ->
                    throw new InvalidKeySpecException(type + " keys have no public half");
        };
    }

    private static PublicKey jdk(String algorithm, Provider provider, byte[] encoded)
            throws InvalidKeySpecException {
        try {
            return KeyFactory.getInstance(algorithm, provider)
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidKeySpecException("the JDK lacks " + algorithm, e);
        }
    }

    /** The JDK has ML-DSA from version 24 on. */
    private static PublicKey mlDsa(byte[] encoded) throws InvalidKeySpecException {
        try {
            if (!(PublicKeyFactory.createKey(encoded) instanceof MLDSAPublicKeyParameters)) {
                throw new InvalidKeySpecException("the key is no ML-DSA key");
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeySpecException("the key is no valid ML-DSA key", e);
        }
        try {
            return KeyFactory.getInstance(ML_DSA, JdkProviders.sun())
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (NoSuchAlgorithmException e) {
            return new EncodedPublicKey(ML_DSA, encoded);
        }
    }
}
