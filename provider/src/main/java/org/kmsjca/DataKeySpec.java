package org.kmsjca;

import java.security.spec.AlgorithmParameterSpec;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a new data key shall be: the parameters of GenerateDataKey, and of a {@code KeyGenerator} of
 * this provider that is to make one. Immutable.
 *
 * <pre>{@code
 * KeyGenerator generator = KeyGenerator.getInstance("AES", "KMS");
 * generator.init(DataKeySpec.builder("alias/payroll").build());
 * DataKey key = (DataKey) generator.generateKey();
 * }</pre>
 */
public final class DataKeySpec implements AlgorithmParameterSpec {
    /** The longest data key, in bytes. */
    public static final int MAXIMUM_BYTES = 1024;

    private static final int DEFAULT_BYTES = 32;

    private final String keyIdOrAlias;
    private final OptionalInt numberOfBytes;
    private final EncryptionContext encryptionContext;

    private DataKeySpec(Builder builder) {
        this.keyIdOrAlias = builder.keyIdOrAlias;
        this.numberOfBytes = builder.numberOfBytes;
        this.encryptionContext = builder.encryptionContext;
    }

    /** Starts a spec; all else has defaults. */
    public static Builder builder(String keyIdOrAlias) {
        return new Builder(keyIdOrAlias);
    }

    /** A data key of the usual length, without encryption context. */
    public static DataKeySpec of(String keyIdOrAlias) {
        return builder(keyIdOrAlias).build();
    }

    /** The CMK that encrypts the data key: its key id, or {@code alias/<name>}. */
    public String keyIdOrAlias() {
        return keyIdOrAlias;
    }

    /** 1 to {@link #MAXIMUM_BYTES}; 32 where none was chosen. */
    public int numberOfBytes() {
        return numberOfBytes.orElse(DEFAULT_BYTES);
    }

    /**
     * The length that was chosen, in bytes. Where it is empty the KMS makes 32 bytes, and a {@code
     * KeyGenerator} of keys that are shorter, such as SM4, makes the length of its keys.
     */
    public OptionalInt chosenNumberOfBytes() {
        return numberOfBytes;
    }

    public EncryptionContext encryptionContext() {
        return encryptionContext;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataKeySpec that
                && keyIdOrAlias.equals(that.keyIdOrAlias)
                && numberOfBytes.equals(that.numberOfBytes)
                && encryptionContext.equals(that.encryptionContext);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keyIdOrAlias, numberOfBytes, encryptionContext);
    }

    @Override
    public String toString() {
        return "DataKeySpec[key=%s, numberOfBytes=%s, %s]"
                .formatted(keyIdOrAlias, numberOfBytes(), encryptionContext);
    }

    /** Collects the parameters of a {@link DataKeySpec}; each setter checks what it is given. */
    public static final class Builder {
        private final String keyIdOrAlias;
        private OptionalInt numberOfBytes = OptionalInt.empty();
        private EncryptionContext encryptionContext = EncryptionContext.empty();

        private Builder(String keyIdOrAlias) {
            this.keyIdOrAlias = Objects.requireNonNull(keyIdOrAlias, "keyIdOrAlias");
        }

        /** KeySpec AES_256 of GenerateDataKey: 32 bytes, as by default. */
        public Builder aes256() {
            return numberOfBytes(32);
        }

        /** KeySpec AES_128 of GenerateDataKey: 16 bytes. */
        public Builder aes128() {
            return numberOfBytes(16);
        }

        /**
         * NumberOfBytes of GenerateDataKey. A {@code KeyGenerator} takes those that its keys can
         * have: 16, 24 or 32 of AES, 16 of SM4, any of a MAC.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is not from 1 to
         *     {@link #MAXIMUM_BYTES}
         */
        public Builder numberOfBytes(int number) {
            if (number < 1 || number > MAXIMUM_BYTES) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "NumberOfBytes is " + number + ", allowed are 1 to " + MAXIMUM_BYTES);
            }
            this.numberOfBytes = OptionalInt.of(number);
            return this;
        }

        /** Default: none. */
        public Builder encryptionContext(EncryptionContext context) {
            this.encryptionContext = Objects.requireNonNull(context, "context");
            return this;
        }

        public DataKeySpec build() {
            return new DataKeySpec(this);
        }
    }
}
