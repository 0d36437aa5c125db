package org.kmsjca;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What DescribeKey tells of a CMK. Times are to the second.
 *
 * @param keyId lower-case UUID
 * @param arn {@code acs:kms:<region>:<account>:key/<key id>}
 * @param creator the id of the account, which is digits, or the code of a service such as {@code
 *     OSS}
 * @param primaryKeyVersion id of the version in use; empty for asymmetric keys, and while no
 *     material was imported
 * @param deletionProtection whether deletion is refused; its text is {@code
 *     deletionProtectionDescription}
 * @param deleteDate when the material will be destroyed; only in PendingDeletion
 * @param materialExpireTime when imported material expires; empty for never
 * @param aliases names without the prefix {@code alias/}, sorted
 * @param entryNames names of its KeyStore entries that are no aliases, see {@link EntryName};
 *     sorted
 * @param versions oldest first
 * @param rotation of symmetric keys; asymmetric ones get new versions by CreateKeyVersion only
 * @param tags what ListResourceTags tells: values by key, sorted
 * @param rawCiphers whether the JCA's cipher modes may be used, see {@link
 *     CmkSpec.Builder#rawCiphers}
 */
public record CmkMetadata(
        String keyId,
        String arn,
        String creator,
        Instant creationDate,
        String description,
        KeyState keyState,
        KeyUsage keyUsage,
        KeySpec keySpec,
        Origin origin,
        ProtectionLevel protectionLevel,
        Optional<String> primaryKeyVersion,
        boolean deletionProtection,
        String deletionProtectionDescription,
        Optional<Instant> deleteDate,
        Optional<Instant> materialExpireTime,
        List<String> aliases,
        List<String> entryNames,
        List<KeyVersion> versions,
        Rotation rotation,
        Map<String, String> tags,
        boolean rawCiphers) {

    /**
     * How a CMK gets new versions.
     *
     * @param interval the time between two automatic rotations; empty when they are Disabled
     * @param lastRotationDate when the newest version was made; empty while there is none
     * @param nextRotationDate when the next automatic rotation is due; empty when they are Disabled
     */
    public record Rotation(
            AutomaticRotation automatic,
            Optional<Duration> interval,
            Optional<Instant> lastRotationDate,
            Optional<Instant> nextRotationDate) {}

    /**
     * A version of a CMK's key material.
     *
     * @param keyVersionId lower-case UUID
     */
    public record KeyVersion(String keyVersionId, Instant creationDate) {}
}
