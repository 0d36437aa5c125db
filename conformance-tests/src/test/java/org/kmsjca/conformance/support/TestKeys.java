package org.kmsjca.conformance.support;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;
import org.kmsjca.KeySpec;

/** Keys of other providers, one of each kind, made at their first use. */
public final class TestKeys {
    private TestKeys() {}

    private static final class Rsa2048 {
        static final KeyPair PAIR = newRsaPair(2048);
    }

    private static final class Rsa3072 {
        static final KeyPair PAIR = newRsaPair(3072);
    }

    private static final class Rsa4096 {
        static final KeyPair PAIR = newRsaPair(4096);
    }

    /** A new AES key of that many bits. */
    public static SecretKey aes(int bits) {
        return newSecret(bits, "AES");
    }

    /** A new secret key of that spec. */
    public static SecretKey newSecret(KeySpec spec) {
        return newSecret(spec.bits(), spec.keyAlgorithm());
    }

    private static SecretKey newSecret(int bits, String algorithm) {
        byte[] raw = new byte[bits / Byte.SIZE];
        new SecureRandom().nextBytes(raw);
        return new SecretKeySpec(raw, algorithm);
    }

    /** A key pair of that spec: of RSA always the same one, as its generation is slow. */
    public static KeyPair pair(KeySpec spec) {
        return switch (spec) {
            case RSA_2048 -> Rsa2048.PAIR;
            case RSA_3072 -> Rsa3072.PAIR;
            case RSA_4096 -> Rsa4096.PAIR;
            default -> newPair(spec);
        };
    }

    /** A new key pair of that spec; secp256k1, SM2 and ML-DSA are Bouncy Castle's. */
    public static KeyPair newPair(KeySpec spec) {
        return switch (spec) {
            case RSA_2048, RSA_3072, RSA_4096 -> newRsaPair(spec.bits());
            case EC_P256K, EC_SM2 ->
                    newPair("EC", Peers.BOUNCY_CASTLE, new ECGenParameterSpec(spec.parameterSet()));
            case EC_P256, EC_P384, EC_P521 ->
                    newPair("EC", Peers.SUN_EC, new ECGenParameterSpec(spec.parameterSet()));
            case ED25519 -> newPair("Ed25519", Peers.SUN_EC, NamedParameterSpec.ED25519);
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
                    newPair(
                            "ML-DSA",
                            Peers.BOUNCY_CASTLE,
                            MLDSAParameterSpec.fromName(spec.parameterSet()));
            default -> throw new IllegalArgumentException(spec + " has no key pairs");
        };
    }

    /** A new RSA key pair of any size. */
    public static KeyPair newRsaPair(int bits) {
        return newPair(
                "RSA",
                Peers.SUN_RSA_SIGN,
                new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    /** A new key pair of another provider. */
    public static KeyPair newPair(
            String algorithm, Provider provider, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
