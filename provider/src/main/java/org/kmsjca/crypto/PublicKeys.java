package org.kmsjca.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Locale;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.kmsjca.KeyType;

/** Public keys of X.509 SubjectPublicKeyInfo: the JDK's own where it has them. */
public final class PublicKeys {
    private static final String ML_DSA = "ML-DSA";

    /** The order of secp256k1, SEC 2 section 2.4.1: a curve that the JDK names but cannot use. */
    private static final BigInteger SECP256K1_ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private PublicKeys() {}

    /** Whether it is a key on secp256k1, which no provider of the JDK verifies with. */
    public static boolean isOnSecp256k1(PublicKey key) {
        var parameters = key instanceof ECKey ec ? ec.getParams() : null;
        return parameters != null && SECP256K1_ORDER.equals(parameters.getOrder());
    }

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

    /**
     * An RSA key with the numbers of another implementation's object, which is asked once for each.
     *
     * @throws InvalidKeySpecException when it is no RSA public key
     */
    public static PublicKey copyOfRsa(PublicKey key) throws InvalidKeySpecException {
        if (!(key instanceof RSAPublicKey rsa)) {
            throw new InvalidKeySpecException("the key is no RSA public key");
        }
        BigInteger modulus = rsa.getModulus();
        BigInteger exponent = rsa.getPublicExponent();
        if (modulus == null || exponent == null) {
            throw new InvalidKeySpecException("the RSA public key lacks a number");
        }
        try {
            return KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                    .generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidKeySpecException("the JDK lacks RSA", e);
        }
    }

    /**
     * The key of that encoding under any name, not decoded.
     *
     * @throws InvalidKeySpecException when the object has no encoding
     */
    public static PublicKey copyOfEncoding(String algorithm, PublicKey key)
            throws InvalidKeySpecException {
        byte[] encoded;
        try {
            encoded = key.getEncoded();
        } catch (RuntimeException e) { // its class may be the caller's
            throw new InvalidKeySpecException("the public key's encoding failed", e);
        }
        if (encoded == null) {
            throw new InvalidKeySpecException("the public key has no encoding");
        }
        return new EncodedPublicKey(algorithm, encoded);
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
        MLDSAPublicKeyParameters key = mlDsaParameters(encoded);
        try {
            return KeyFactory.getInstance(ML_DSA, JdkProviders.sun())
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (NoSuchAlgorithmException e) {
            return new EncodedPublicKey(ML_DSA, canonical(key));
        }
    }

    /**
     * An ML-DSA public key for Bouncy Castle's lightweight classes, which take any length.
     *
     * @throws InvalidKeySpecException when it is no valid key
     */
    public static MLDSAPublicKeyParameters mlDsaParameters(byte[] encoded)
            throws InvalidKeySpecException {
        try {
            if (PublicKeyFactory.createKey(encoded) instanceof MLDSAPublicKeyParameters key) {
                if (key.getEncoded().length == mlDsaLength(key.getParameters())) {
                    return key;
                }
                throw new InvalidKeySpecException(
                        "the key has %s bytes, which is not the length of %s"
                                .formatted(key.getEncoded().length, key.getParameters().getName()));
            }
        } catch (IOException | RuntimeException e) {
            throw new InvalidKeySpecException("the key is no valid ML-DSA key", e);
        }
        throw new InvalidKeySpecException("the key is no ML-DSA key");
    }

    /**
     * The parameter set of an ML-DSA key, such as {@code ML-DSA-65}.
     *
     * @throws InvalidKeySpecException when it is no valid ML-DSA key
     */
    public static String parameterSet(byte[] encoded) throws InvalidKeySpecException {
        return mlDsaParameters(encoded).getParameters().getName().toUpperCase(Locale.ROOT);
    }

    /** Without the NULL that Java 17 puts behind the name of an algorithm that it does not know. */
    private static byte[] canonical(MLDSAPublicKeyParameters key) throws InvalidKeySpecException {
        try {
            return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded();
        } catch (IOException e) {
            throw new InvalidKeySpecException("the key has no encoding", e);
        }
    }

    /** FIPS 204 section 4, table 2. */
    private static int mlDsaLength(MLDSAParameters parameters) {
        if (parameters.equals(MLDSAParameters.ml_dsa_44)) {
            return 1312;
        }
        return parameters.equals(MLDSAParameters.ml_dsa_65) ? 1952 : 2592;
    }
}
