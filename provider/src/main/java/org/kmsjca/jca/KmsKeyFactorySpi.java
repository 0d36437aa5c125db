package org.kmsjca.jca;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.Sm2PublicKey;

/**
 * Passes handles through, so that a program which translates a key it does not know gets it back.
 * Public keys are the JDK's; private keys are not made from clear encodings here.
 */
final class KmsKeyFactorySpi extends KeyFactorySpi {
    private final ProviderContext context;
    private final Algorithm.KeyMaker algorithm;

    KmsKeyFactorySpi(ProviderContext context, Algorithm.KeyMaker algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
        KeyType type = algorithm.keyType();
        if (spec instanceof X509EncodedKeySpec encoded) {
            return decode(encoded.getEncoded());
        }
        if (type == KeyType.SM2 && spec instanceof ECPublicKeySpec point) {
            return Sm2PublicKey.of(point.getW());
        }
        return jdk().generatePublic(spec);
    }

    private PublicKey decode(byte[] encoded) throws InvalidKeySpecException {
        PublicKey key = PublicKeys.decode(algorithm.keyType(), encoded);
        var only = algorithm.onlySpec();
        if (algorithm.keyType() == KeyType.ML_DSA
                && only != null
                && !PublicKeys.parameterSet(encoded).equals(only.parameterSet())) {
            throw new InvalidKeySpecException("the key is no " + algorithm.name() + " key");
        }
        return key;
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
        throw new InvalidKeySpecException(
                ("provider %s makes no private keys from clear encodings: import the key"
                                + " through the KeyStore")
                        .formatted(context.provider().getName()));
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(@Nullable Key key, Class<T> type)
            throws InvalidKeySpecException {
        if (key instanceof KmsKey) {
            throw new InvalidKeySpecException(key + " is not extractable");
        }
        boolean ours = algorithm.keyType() == KeyType.SM2 || algorithm.keyType() == KeyType.ML_DSA;
        if (ours
                && key instanceof PublicKey publicKey
                && type.isAssignableFrom(X509EncodedKeySpec.class)) {
            return type.cast(new X509EncodedKeySpec(translate(publicKey).getEncoded()));
        }
        if (key instanceof Sm2PublicKey sm2 && type.isAssignableFrom(ECPublicKeySpec.class)) {
            return type.cast(new ECPublicKeySpec(sm2.getW(), sm2.getParams()));
        }
        return jdk().getKeySpec(key, type);
    }

    @Override
    protected Key engineTranslateKey(@Nullable Key key) throws InvalidKeyException {
        if (!(key instanceof PublicKey publicKey)) {
            return context.requireHandle(key, algorithm.keyType());
        }
        try {
            return translate(publicKey);
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    private PublicKey translate(PublicKey key) throws InvalidKeySpecException {
        if (algorithm.keyType() == KeyType.SM2) {
            return Sm2PublicKey.of(key);
        }
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeySpecException("the public key has no encoding");
        }
        return decode(encoded);
    }

    private KeyFactory jdk() throws InvalidKeySpecException {
        try {
            return switch (algorithm.keyType()) {
                case RSA -> KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign());
                case EC -> KeyFactory.getInstance("EC", JdkProviders.sunEc());
                case ED25519 -> KeyFactory.getInstance("Ed25519", JdkProviders.sunEc());
                case ML_DSA -> KeyFactory.getInstance("ML-DSA", JdkProviders.sun());
                default ->
                        throw new InvalidKeySpecException(
                                algorithm.name() + " keys come as X509EncodedKeySpec");
            };
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidKeySpecException("the JDK lacks " + algorithm.name(), e);
        }
    }
}
