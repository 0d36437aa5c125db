package org.kmsjca.jca;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/** A row of the table: one service of the provider. */
@SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
sealed interface Algorithm {
    /** The JCA service type, such as {@code Cipher}. */
    String type();

    /** The standard name. */
    String name();

    /** Other names, object identifiers among them. */
    String[] aliases();

    /** The keys that it works with; null for KeyStore. */
    @Nullable KeyType keyType();

    /** Makes the service class of the row, for one use by the JCA. */
    Object newSpi(ProviderContext context);

    /** Whether it works with keys of the type. */
    default boolean serves(KeyType type) {
        return type == keyType();
    }

    /** A row of the service type {@code Cipher}. */
    sealed interface OfCipher extends Algorithm {
        @Override
        default String type() {
            return "Cipher";
        }
    }

    /** A row of the service type {@code Signature}. */
    sealed interface OfSignature extends Algorithm {
        @Override
        default String type() {
            return "Signature";
        }
    }

    /**
     * A cipher with a secret key.
     *
     * @param keyBits the only size of key that the name allows; 0 for any
     */
    record SecretKeyCipher(
            String name, KeyType keyType, CipherMechanism mechanism, int keyBits, String... aliases)
            implements OfCipher {
        @Override
        public Object newSpi(ProviderContext context) {
            return new SecretKeyCipherSpi(context, this);
        }
    }

    /**
     * An RSA cipher.
     *
     * @param oaepDigest the digest that the name says, null for PKCS#1 padding
     * @param maskDigest the digest of MGF1 that the name says
     * @param isInJdk whether the JDK has the name
     */
    record RsaCipher(
            String name,
            @Nullable DigestAlgorithm oaepDigest,
            DigestAlgorithm maskDigest,
            boolean isInJdk,
            String... aliases)
            implements OfCipher {
        @Override
        public Object newSpi(ProviderContext context) {
            return new RsaCipherSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.RSA;
        }
    }

    /**
     * An RSA signature with PKCS#1 padding.
     *
     * @param digest null for data that are padded as they are
     */
    record RsaSignature(String name, @Nullable DigestAlgorithm digest, String... aliases)
            implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new RsaSignatureSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.RSA;
        }
    }

    /**
     * An RSA signature with PSS padding.
     *
     * @param digest the digest that the name says, with MGF1 of the same digest and a salt of its
     *     length; null where the parameters must be set
     */
    record PssSignature(String name, @Nullable DigestAlgorithm digest, String... aliases)
            implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new PssSignatureSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.RSA;
        }
    }

    /**
     * An ECDSA signature.
     *
     * @param digest null for a digest that the caller has computed
     */
    record EcdsaSignature(
            String name, @Nullable DigestAlgorithm digest, Format format, String... aliases)
            implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new EcdsaSignatureSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.EC;
        }
    }

    /** A signature of a digest, by the KMS's name. */
    record DigestSignature(SigningAlgorithm algorithm, String... aliases) implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new DigestSignatureSpi(context, this);
        }

        @Override
        public String name() {
            return algorithm.name();
        }

        @Override
        public KeyType keyType() {
            return algorithm.keyType();
        }
    }

    /**
     * A KeyGenerator, KeyPairGenerator or KeyFactory.
     *
     * @param onlySpec the only keys that the name allows; null for all of the type
     */
    record KeyMaker(
            String type,
            String name,
            KeyType keyType,
            @Nullable KeySpec onlySpec,
            String... aliases)
            implements Algorithm {
        @Override
        public Object newSpi(ProviderContext context) {
            return switch (type) {
                case "KeyGenerator" -> new KmsKeyGeneratorSpi(context, this);
                case "KeyPairGenerator" -> new KmsKeyPairGeneratorSpi(context, this);
                default -> new KmsKeyFactorySpi(context, this);
            };
        }
    }

    /**
     * A MAC.
     *
     * @param length of the code in bytes
     */
    record KeyedMac(String name, int length, String... aliases) implements Algorithm {
        @Override
        public Object newSpi(ProviderContext context) {
            return new KmsMacSpi(context, this);
        }

        @Override
        public String type() {
            return "Mac";
        }

        @Override
        public KeyType keyType() {
            return KeyType.HMAC;
        }
    }

    /**
     * ECDH.
     *
     * @param kdf what derives keys from the secret; null where the secret itself is given
     */
    record Agreement(String name, @Nullable AgreementKdf kdf, String... aliases)
            implements Algorithm {
        @Override
        public Object newSpi(ProviderContext context) {
            return new EcdhKeyAgreementSpi(context, this);
        }

        @Override
        public String type() {
            return "KeyAgreement";
        }

        @Override
        public KeyType keyType() {
            return KeyType.EC;
        }
    }

    /**
     * An SM2 signature.
     *
     * @param hashes whether the message comes, rather than its digest
     */
    record Sm2Signature(String name, boolean hashes, String... aliases) implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new Sm2SignatureSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.SM2;
        }
    }

    /**
     * Encrypt and Decrypt of the KMS, with an AES or SM4 key.
     *
     * @param envelope of data of any length under a data key
     */
    record CmkCipher(String name, boolean envelope, String... aliases) implements OfCipher {
        @Override
        public Object newSpi(ProviderContext context) {
            return envelope
                    ? new EnvelopeCipherSpi(context, this)
                    : new CmkCipherSpi(context, this);
        }

        @Override
        public KeyType keyType() {
            return KeyType.AES;
        }

        @Override
        public boolean serves(KeyType type) {
            return type == KeyType.AES || type == KeyType.SM4;
        }
    }

    /** The SM2 cipher. */
    record Sm2Cipher(String name, String... aliases) implements OfCipher {
        @Override
        public Object newSpi(ProviderContext context) {
            return new Sm2CipherSpi(context);
        }

        @Override
        public KeyType keyType() {
            return KeyType.SM2;
        }
    }

    /**
     * A signature of the message itself.
     *
     * @param onlySpec the only keys that the name allows; null for all of the type
     */
    record WholeMessageSignature(
            String name, KeyType keyType, @Nullable KeySpec onlySpec, String... aliases)
            implements OfSignature {
        @Override
        public Object newSpi(ProviderContext context) {
            return new PureSignatureSpi(context, this);
        }
    }

    /** The KeyStore. */
    record Store(String name, String... aliases) implements Algorithm {
        @Override
        public Object newSpi(ProviderContext context) {
            return new KmsKeyStoreSpi(context);
        }

        @Override
        public String type() {
            return "KeyStore";
        }

        @Override
        public @Nullable KeyType keyType() {
            return null;
        }
    }
}
