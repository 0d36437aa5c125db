package org.kmsjca;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What DescribeKey tells of a CMK. Times are to the second.
 *
 * @param keyId lower-case UUID
 * @param creator the account of a user, or the code of a service such as {@code OSS}
 * @param primaryKeyVersion id of the version in use; empty for asymmetric keys, and while no
 *     material was imported
 * @param deletionProtection whether deletion is refused; its text is {@code
 *     deletionProtectionDescription}
 * @param deleteDate when the material will be destroyed; only in PendingDeletion
 * @param materialExpireTime when imported material expires; empty for never
 * @param aliases names without the prefix {@code alias/}, sorted
 * @param versions oldest first
 */
public record CmkMetadata(
        String keyId,
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
        List<KeyVersion> versions) {

    /**
     * A version of a CMK's key material.
     *
     * @param keyVersionId lower-case UUID
     */
    public record KeyVersion(String keyVersionId, Instant creationDate) {}
}
