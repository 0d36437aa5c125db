package org.kmsjca;

import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a new CMK shall be: the parameters of CreateKey, and of a {@code KeyGenerator} or {@code
 * KeyPairGenerator} of this provider that is to create one. Immutable.
 *
 * <pre>{@code
 * CmkSpec spec = CmkSpec.builder(KeySpec.RSA_3072).alias("payroll").usage(KeyUsage.SIGN_VERIFY).build();
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "KMS");
 * generator.initialize(spec);
 * }</pre>
 */
public final class CmkSpec implements AlgorithmParameterSpec {
    private final KeySpec keySpec;
    private final KeyUsage keyUsage;
    private final Optional<ProtectionLevel> protectionLevel;
    private final Origin origin;
    private final Optional<String> alias;
    private final String description;
    private final Optional<Duration> rotationInterval;
    private final Optional<String> hsm;
    private final boolean rawCiphers;
    private final Map<String, String> tags;

    private CmkSpec(Builder builder) {
        this.keySpec = builder.keySpec;
        this.keyUsage = builder.keyUsage;
        this.protectionLevel = builder.protectionLevel;
        this.origin = builder.origin;
        this.alias = builder.alias;
        this.description = builder.description;
        this.rotationInterval = builder.rotationInterval;
        this.hsm = builder.hsm;
        this.rawCiphers = builder.rawCiphers;
        this.tags = Collections.unmodifiableMap(new TreeMap<>(builder.tags));
    }

    /** Starts a spec of {@link KeySpec#ALIYUN_AES_256}, as CreateKey without a KeySpec does. */
    public static Builder builder() {
        return builder(KeySpec.ALIYUN_AES_256);
    }

    /** Starts a spec; all else has defaults. */
    public static Builder builder(KeySpec keySpec) {
        return new Builder(keySpec);
    }

    /** A spec with all defaults. */
    public static CmkSpec of(KeySpec keySpec) {
        return builder(keySpec).build();
    }

    public KeySpec keySpec() {
        return keySpec;
    }

    public KeyUsage keyUsage() {
        return keyUsage;
    }

    /** The level that was asked for; empty leaves it to the configuration. */
    public Optional<ProtectionLevel> protectionLevel() {
        return protectionLevel;
    }

    public Origin origin() {
        return origin;
    }

    /** The alias without its prefix {@code alias/}; empty for a CMK that only has its key id. */
    public Optional<String> alias() {
        return alias;
    }

    public String description() {
        return description;
    }

    /** The interval of automatic rotation; empty without it. */
    public Optional<Duration> rotationInterval() {
        return rotationInterval;
    }

    /** The name of the HSM to make the key in; empty for the configuration's default. */
    public Optional<String> hsm() {
        return hsm;
    }

    /** True when the JCA's cipher modes may be used under the CMK, beside the KMS's own calls. */
    public boolean rawCiphers() {
        return rawCiphers;
    }

    /** Values by key. */
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CmkSpec that
                && keySpec == that.keySpec
                && keyUsage == that.keyUsage
                && protectionLevel.equals(that.protectionLevel)
                && origin == that.origin
                && alias.equals(that.alias)
                && description.equals(that.description)
                && rotationInterval.equals(that.rotationInterval)
                && hsm.equals(that.hsm)
                && rawCiphers == that.rawCiphers
                && tags.equals(that.tags);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                keySpec,
                keyUsage,
                protectionLevel,
                origin,
                alias,
                description,
                rotationInterval,
                hsm,
                rawCiphers,
                tags);
    }

    @Override
    public String toString() {
        return ("CmkSpec[keySpec=%s, keyUsage=%s, protectionLevel=%s, origin=%s," + " alias=%s]")
                .formatted(
                        keySpec,
                        keyUsage,
                        protectionLevel.map(ProtectionLevel::toString).orElse("configured"),
                        origin,
                        alias.orElse("none"));
    }

    /** Collects the parameters of a {@link CmkSpec}; each setter checks what it is given. */
    public static final class Builder {
        private final KeySpec keySpec;
        private KeyUsage keyUsage;
        private Optional<ProtectionLevel> protectionLevel = Optional.empty();
        private Origin origin = Origin.ALIYUN_KMS;
        private Optional<String> alias = Optional.empty();
        private String description = "";
        private Optional<Duration> rotationInterval = Optional.empty();
        private Optional<String> hsm = Optional.empty();
        private boolean rawCiphers = true;
        private final Map<String, String> tags = new TreeMap<>();

        private Builder(KeySpec keySpec) {
            this.keySpec = Objects.requireNonNull(keySpec, "keySpec");
            this.keyUsage = keySpec.defaultUsage();
        }

        /**
         * Default: {@link KeySpec#defaultUsage()}.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when keys of the spec
         *     cannot be used so
         */
        public Builder usage(KeyUsage usage) {
            if (!keySpec.usages().contains(usage)) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "KeyUsage of %s is '%s', allowed are %s"
                                .formatted(keySpec, usage, keySpec.usages()));
            }
            this.keyUsage = usage;
            return this;
        }

        /** Default: the setting {@code protection}. */
        public Builder protectionLevel(ProtectionLevel level) {
            this.protectionLevel = Optional.of(level);
            return this;
        }

        /** Default: {@link Origin#ALIYUN_KMS}. With EXTERNAL the CMK waits for its material. */
        public Builder origin(Origin newOrigin) {
            this.origin = Objects.requireNonNull(newOrigin, "origin");
            return this;
        }

        /**
         * A first alias, with or without the prefix {@code alias/}. Default: none.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is no valid name
         */
        public Builder alias(String name) {
            this.alias = Optional.of(AliasName.check(name));
            return this;
        }

        /**
         * 0 to 8192 characters. Default: empty.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is longer
         */
        public Builder description(String text) {
            this.description = Descriptions.check(text);
            return this;
        }

        /**
         * EnableAutomaticRotation with this RotationInterval, 7 to 730 days; of AES and SM4 keys
         * that the KMS makes. Default: none.
         */
        public Builder rotationInterval(Duration interval) {
            this.rotationInterval = Optional.of(interval);
            return this;
        }

        /**
         * The HSM to make the key in, by its name in the configuration; with it the protection
         * level is HSM. Default: the setting {@code hsm.default}.
         */
        public Builder hsm(String name) {
            this.hsm = Optional.of(name);
            this.protectionLevel = Optional.of(ProtectionLevel.HSM);
            return this;
        }

        /**
         * Allows the JCA's cipher modes under the CMK, such as {@code AES/GCM/NoPadding} and {@code
         * AES/KW/NoPadding}. Without them it serves the KMS's own calls only: {@code CMK},
         * envelopes, data keys. Whoever may use a raw mode can open what those encrypted without
         * the encryption context that it is bound to. Default: true.
         *
         * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when false is said of a
         *     key that is not AES or SM4
         */
        public Builder rawCiphers(boolean allowed) {
            KeyType type = keySpec.keyType();
            if (!allowed && type != KeyType.AES && type != KeyType.SM4) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "a " + keySpec + " key has no cipher modes to go without; leave it out");
            }
            this.rawCiphers = allowed;
            return this;
        }

        /**
         * One tag more, or another value for the key. Default: no tags.
         *
         * @throws KmsException as {@link Tags#check}
         */
        public Builder tag(String key, String value) {
            Map<String, String> more = new TreeMap<>(tags);
            more.put(key, value);
            Tags.check(more);
            tags.put(key, value);
            return this;
        }

        public CmkSpec build() {
            return new CmkSpec(this);
        }
    }
}
