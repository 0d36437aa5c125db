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
 * @param primaryVersionId the version that encrypts and signs
 * @param deletionProtection null when off, else its description, which may be empty
 * @param deleteDate when the material is destroyed, only in {@link KeyState#PENDING_DELETION}
 * @param materialExpireTime when imported material expires, null for never
 * @param materialFingerprint what imported material is known by for good, null before the first
 *     import and where the KMS made the material
 * @param rotationIntervalSeconds length of automatic rotation, 0 when it is off
 * @param versions oldest first, at least one unless the CMK waits for its first import
 * @param aliases sorted, without the prefix {@code alias/}
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
        aliases = aliases.stream().sorted().toList();
        certificateChain = List.copyOf(certificateChain);
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** The record with another state; a delete date belongs to PendingDeletion only. */
    public CmkRecord withState(KeyState state, @Nullable Instant newDeleteDate) {
        return with(
                description, state, deletionProtection, newDeleteDate, aliases, certificateChain);
    }

    /** The record with another description. */
    public CmkRecord withDescription(String newDescription) {
        return with(
                newDescription,
                keyState,
                deletionProtection,
                deleteDate,
                aliases,
                certificateChain);
    }

    /** The record with deletion protection on, described, or off when the description is null. */
    public CmkRecord withDeletionProtection(@Nullable String newProtection) {
        return with(description, keyState, newProtection, deleteDate, aliases, certificateChain);
    }

    /** The record with other aliases. */
    public CmkRecord withAliases(List<String> newAliases) {
        return with(
                description,
                keyState,
                deletionProtection,
                deleteDate,
                newAliases,
                certificateChain);
    }

    /** The record with another certificate chain. */
    public CmkRecord withCertificateChain(List<byte[]> newChain) {
        return with(description, keyState, deletionProtection, deleteDate, aliases, newChain);
    }

    /** The record with one more version, and the version in use. */
    public CmkRecord withVersion(VersionRecord version, String newPrimaryVersionId) {
        List<VersionRecord> more = new ArrayList<>(versions);
        more.add(version);
        return withVersions(more, newPrimaryVersionId, rotationIntervalSeconds);
    }

    /** The record in that state, with imported material that expires then. */
    public CmkRecord withMaterial(
            KeyState newState, @Nullable Instant newExpireTime, String newFingerprint) {
        return new CmkRecord(
                keyId,
                creator,
                creationDate,
                description,
                newState,
                keyUsage,
                keySpec,
                origin,
                protectionLevel,
                primaryVersionId,
                deletionProtection,
                deleteDate,
                newExpireTime,
                newFingerprint,
                rotationIntervalSeconds,
                versions,
                aliases,
                certificateChain,
                tags);
    }

    /** The record without its imported material, which only the same can replace. */
    public CmkRecord withoutMaterial() {
        KeyState newState =
                keyState == KeyState.PENDING_DELETION ? keyState : KeyState.PENDING_IMPORT;
        return new CmkRecord(
                keyId,
                creator,
                creationDate,
                description,
                newState,
                keyUsage,
                keySpec,
                origin,
                protectionLevel,
                primaryVersionId,
                deletionProtection,
                deleteDate,
                null,
                materialFingerprint,
                rotationIntervalSeconds,
                versions,
                aliases,
                certificateChain,
                tags);
    }

    /** The record with another version in use. */
    public CmkRecord withPrimaryVersion(String newPrimaryVersionId) {
        return withVersions(versions, newPrimaryVersionId, rotationIntervalSeconds);
    }

    /** The record with automatic rotation of that interval, 0 for none. */
    public CmkRecord withRotationInterval(long seconds) {
        return withVersions(versions, primaryVersionId, seconds);
    }

    private CmkRecord withVersions(
            List<VersionRecord> newVersions, String newPrimaryVersionId, long newInterval) {
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
                newPrimaryVersionId,
                deletionProtection,
                deleteDate,
                materialExpireTime,
                materialFingerprint,
                newInterval,
                newVersions,
                aliases,
                certificateChain,
                tags);
    }

    /** The record with other tags. */
    public CmkRecord withTags(Map<String, String> newTags) {
        return with(
                description,
                keyState,
                deletionProtection,
                deleteDate,
                aliases,
                certificateChain,
                newTags);
    }

    private CmkRecord with(
            String newDescription,
            KeyState newState,
            @Nullable String newProtection,
            @Nullable Instant newDeleteDate,
            List<String> newAliases,
            List<byte[]> newChain) {
        return with(
                newDescription, newState, newProtection, newDeleteDate, newAliases, newChain, tags);
    }

    private CmkRecord with(
            String newDescription,
            KeyState newState,
            @Nullable String newProtection,
            @Nullable Instant newDeleteDate,
            List<String> newAliases,
            List<byte[]> newChain,
            Map<String, String> newTags) {
        return new CmkRecord(
                keyId,
                creator,
                creationDate,
                newDescription,
                newState,
                keyUsage,
                keySpec,
                origin,
                protectionLevel,
                primaryVersionId,
                newProtection,
                newDeleteDate,
                materialExpireTime,
                materialFingerprint,
                rotationIntervalSeconds,
                versions,
                newAliases,
                newChain,
                newTags);
    }
}
