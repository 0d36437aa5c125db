package org.kmsjca.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;

/**
 * A CMK as it is kept: its attributes, versions, aliases and certificate chain. Immutable; a change
 * is a new record under the same key id.
 *
 * @param keyId lower-case UUID
 * @param creator the account id of a user, or the code of a service such as {@code OSS}
 * @param creationDate to the second
 * @param description 0 to 8192 characters
 * @param rawCiphers whether the JCA's cipher modes may be used under the CMK, beside the KMS's
 *     calls
 * @param primaryVersionId the version that encrypts and signs
 * @param deletionProtection null when off, else its description, which may be empty
 * @param deleteDate when the material is destroyed, only in {@link KeyState#PENDING_DELETION}
 * @param materialExpireTime when imported material expires, null for never
 * @param materialFingerprint what imported material is known by for good, null before the first
 *     import and where the KMS made the material
 * @param rotationIntervalSeconds length of automatic rotation, 0 when it is off
 * @param versions oldest first, at least one unless the CMK waits for its first import
 * @param aliases sorted, without the prefix {@code alias/}; with the names of KeyStore entries that
 *     are no aliases
 * @param certificateChain DER certificates, leaf first, may be empty
 * @param tags values by key, sorted
 */
public record CmkRecord(
        String keyId,
        String creator,
        Instant creationDate,
        String description,
        KeyState keyState,
        KeyUsage keyUsage,
        KeySpec keySpec,
        Origin origin,
        ProtectionLevel protectionLevel,
        boolean rawCiphers,
        String primaryVersionId,
        @Nullable String deletionProtection,
        @Nullable Instant deleteDate,
        @Nullable Instant materialExpireTime,
        @Nullable String materialFingerprint,
        long rotationIntervalSeconds,
        List<VersionRecord> versions,
        List<String> aliases,
        List<byte[]> certificateChain,
        Map<String, String> tags) {

    public CmkRecord {
        versions = List.copyOf(versions);
        aliases = aliases.size() < 2 ? List.copyOf(aliases) : aliases.stream().sorted().toList();
        certificateChain = List.copyOf(certificateChain);
        tags = tags.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /**
     * Starts a record: Enabled, with raw ciphers, and without anything that may be missing.
     *
     * @param keyId lower-case UUID
     */
    public static Builder builder(String keyId, KeySpec keySpec, KeyUsage keyUsage) {
        return new Builder(keyId, keySpec, keyUsage);
    }

    /** A builder that starts from this record. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The record with another state; a delete date belongs to PendingDeletion only. */
    public CmkRecord withState(KeyState state, @Nullable Instant newDeleteDate) {
        return toBuilder().keyState(state).deleteDate(newDeleteDate).build();
    }

    /** The record with another description. */
    public CmkRecord withDescription(String newDescription) {
        return toBuilder().description(newDescription).build();
    }

    /** The record with deletion protection on, described, or off when the description is null. */
    public CmkRecord withDeletionProtection(@Nullable String newProtection) {
        return toBuilder().deletionProtection(newProtection).build();
    }

    /** The record with other aliases. */
    public CmkRecord withAliases(List<String> newAliases) {
        return toBuilder().aliases(newAliases).build();
    }

    /** The record with another certificate chain. */
    public CmkRecord withCertificateChain(List<byte[]> newChain) {
        return toBuilder().certificateChain(newChain).build();
    }

    /** The record with one more version, and the version in use. */
    public CmkRecord withVersion(VersionRecord version, String newPrimaryVersionId) {
        List<VersionRecord> more = new ArrayList<>(versions);
        more.add(version);
        return toBuilder().versions(more, newPrimaryVersionId).build();
    }

    /** The record in that state, with imported material that expires then. */
    public CmkRecord withMaterial(
            KeyState newState, @Nullable Instant newExpireTime, String newFingerprint) {
        return toBuilder()
                .keyState(newState)
                .materialExpireTime(newExpireTime)
                .materialFingerprint(newFingerprint)
                .build();
    }

    /** The record without its imported material, which only the same can replace. */
    public CmkRecord withoutMaterial() {
        return toBuilder()
                .keyState(
                        keyState == KeyState.PENDING_DELETION ? keyState : KeyState.PENDING_IMPORT)
                .materialExpireTime(null)
                .build();
    }

    /** The record with another version in use. */
    public CmkRecord withPrimaryVersion(String newPrimaryVersionId) {
        return toBuilder().versions(versions, newPrimaryVersionId).build();
    }

    /** The record with automatic rotation of that interval, 0 for none. */
    public CmkRecord withRotationInterval(long seconds) {
        return toBuilder().rotationIntervalSeconds(seconds).build();
    }

    /** The record with other tags. */
    public CmkRecord withTags(Map<String, String> newTags) {
        return toBuilder().tags(newTags).build();
    }

    /** Collects what a record holds. Not thread-safe. */
    public static final class Builder {
        private final String keyId;
        private final KeySpec keySpec;
        private final KeyUsage keyUsage;
        private String creator = "";
        private Instant creationDate = Instant.EPOCH;
        private String description = "";
        private KeyState keyState = KeyState.ENABLED;
        private Origin origin = Origin.ALIYUN_KMS;
        private ProtectionLevel protectionLevel = ProtectionLevel.SOFTWARE;
        private boolean rawCiphers = true;
        private String primaryVersionId = "";
        private @Nullable String deletionProtection;
        private @Nullable Instant deleteDate;
        private @Nullable Instant materialExpireTime;
        private @Nullable String materialFingerprint;
        private long rotationIntervalSeconds;
        private List<VersionRecord> versions = List.of();
        private List<String> aliases = List.of();
        private List<byte[]> certificateChain = List.of();
        private Map<String, String> tags = Map.of();

        private Builder(String keyId, KeySpec keySpec, KeyUsage keyUsage) {
            this.keyId = keyId;
            this.keySpec = keySpec;
            this.keyUsage = keyUsage;
        }

        private Builder(CmkRecord cmk) {
            this(cmk.keyId, cmk.keySpec, cmk.keyUsage);
            creator = cmk.creator;
            creationDate = cmk.creationDate;
            description = cmk.description;
            keyState = cmk.keyState;
            origin = cmk.origin;
            protectionLevel = cmk.protectionLevel;
            rawCiphers = cmk.rawCiphers;
            primaryVersionId = cmk.primaryVersionId;
            deletionProtection = cmk.deletionProtection;
            deleteDate = cmk.deleteDate;
            materialExpireTime = cmk.materialExpireTime;
            materialFingerprint = cmk.materialFingerprint;
            rotationIntervalSeconds = cmk.rotationIntervalSeconds;
            versions = cmk.versions;
            aliases = cmk.aliases;
            certificateChain = cmk.certificateChain;
            tags = cmk.tags;
        }

        public Builder creator(String creator) {
            this.creator = creator;
            return this;
        }

        public Builder creationDate(Instant creationDate) {
            this.creationDate = creationDate;
            return this;
        }

        public Builder description(String description) {
            this.description = description;
            return this;
        }

        public Builder keyState(KeyState keyState) {
            this.keyState = keyState;
            return this;
        }

        public Builder origin(Origin origin) {
            this.origin = origin;
            return this;
        }

        public Builder protectionLevel(ProtectionLevel protectionLevel) {
            this.protectionLevel = protectionLevel;
            return this;
        }

        public Builder rawCiphers(boolean rawCiphers) {
            this.rawCiphers = rawCiphers;
            return this;
        }

        public Builder deletionProtection(@Nullable String deletionProtection) {
            this.deletionProtection = deletionProtection;
            return this;
        }

        public Builder deleteDate(@Nullable Instant deleteDate) {
            this.deleteDate = deleteDate;
            return this;
        }

        public Builder materialExpireTime(@Nullable Instant materialExpireTime) {
            this.materialExpireTime = materialExpireTime;
            return this;
        }

        public Builder materialFingerprint(@Nullable String materialFingerprint) {
            this.materialFingerprint = materialFingerprint;
            return this;
        }

        public Builder rotationIntervalSeconds(long rotationIntervalSeconds) {
            this.rotationIntervalSeconds = rotationIntervalSeconds;
            return this;
        }

        public Builder versions(List<VersionRecord> versions, String primaryVersionId) {
            this.versions = versions;
            this.primaryVersionId = primaryVersionId;
            return this;
        }

        public Builder aliases(List<String> aliases) {
            this.aliases = aliases;
            return this;
        }

        public Builder certificateChain(List<byte[]> certificateChain) {
            this.certificateChain = certificateChain;
            return this;
        }

        public Builder tags(Map<String, String> tags) {
            this.tags = tags;
            return this;
        }

        /** The record. */
        public CmkRecord build() {
            return new CmkRecord(
                    keyId,
                    creator,
                    creationDate,
                    description,
                    keyState,
                    keyUsage,
                    keySpec,
                    origin,
                    protectionLevel,
                    rawCiphers,
                    primaryVersionId,
                    deletionProtection,
                    deleteDate,
                    materialExpireTime,
                    materialFingerprint,
                    rotationIntervalSeconds,
                    versions,
                    aliases,
                    certificateChain,
                    tags);
        }
    }
}
