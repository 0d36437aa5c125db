package org.kmsjca.jca;

import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism.Ecdsa.Format;

/** A row of the table: one service of the provider. */
sealed interface Algorithm {
    /** The JCA service type, such as {@code Cipher}. */
    String type();

    /** The standard name. */
    String name();

    /** Other names, object identifiers among them. */
    String[] aliases();

    /** The keys that it works with; null for KeyStore. */
    @Nullable KeyType keyType();

    /** Whether it works with keys of the type. */
    default boolean serves(KeyType type) {
        return type == keyType();
    }

    /**
     * A cipher with a secret key.
     *
     * @param keyBits the only size of key that the name allows; 0 for any
     */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record SecretKeyCipher(
            String name, KeyType keyType, CipherMechanism mechanism, int keyBits, String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Cipher";
        }
    }

    /**
     * An RSA cipher.
     *
     * @param oaepDigest the digest that the name says, null for PKCS#1 padding
     * @param maskDigest the digest of MGF1 that the name says
     */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record RsaCipher(
            String name,
            @Nullable DigestAlgorithm oaepDigest,
            DigestAlgorithm maskDigest,
            String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Cipher";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record RsaSignature(String name, @Nullable DigestAlgorithm digest, String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Signature";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record PssSignature(String name, @Nullable DigestAlgorithm digest, String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Signature";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record EcdsaSignature(
            String name, @Nullable DigestAlgorithm digest, Format format, String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Signature";
        }

        @Override
        public KeyType keyType() {
            return KeyType.EC;
        }
    }

    /** A signature of a digest, by the KMS's name. */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record DigestSignature(SigningAlgorithm algorithm, String... aliases) implements Algorithm {
        @Override
        public String type() {
            return "Signature";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record KeyMaker(
            String type,
            String name,
            KeyType keyType,
            @Nullable KeySpec onlySpec,
            String... aliases)
            implements Algorithm {}

    /**
     * A MAC.
     *
     * @param length of the code in bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record KeyedMac(String name, int length, String... aliases) implements Algorithm {
        @Override
        public String type() {
            return "Mac";
        }

        @Override
        public KeyType keyType() {
            return KeyType.HMAC;
        }
    }

    /** ECDH. */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record Agreement(String name, String... aliases) implements Algorithm {
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record Sm2Signature(String name, boolean hashes, String... aliases) implements Algorithm {
        @Override
        public String type() {
            return "Signature";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record CmkCipher(String name, boolean envelope, String... aliases) implements Algorithm {
        @Override
        public String type() {
            return "Cipher";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record Sm2Cipher(String name, String... aliases) implements Algorithm {
        @Override
        public String type() {
            return "Cipher";
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
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record WholeMessageSignature(
            String name, KeyType keyType, @Nullable KeySpec onlySpec, String... aliases)
            implements Algorithm {
        @Override
        public String type() {
            return "Signature";
        }
    }

    /** The KeyStore. */
    @SuppressWarnings("ArrayRecordComponent") // rows are made once and only read
    record Store(String name, String... aliases) implements Algorithm {
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
