package org.kmsjca.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key version as it is kept.
 *
 * @param versionId lower-case UUID
 * @param creationDate when the version was made, to the second
 * @param publicKey the public key as X.509 SubjectPublicKeyInfo, or null for secret keys
 */
@SuppressWarnings("ArrayRecordComponent") // DER, handed on and never changed
public record VersionRecord(String versionId, Instant creationDate, byte @Nullable [] publicKey) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VersionRecord that
                && versionId.equals(that.versionId)
                && creationDate.equals(that.creationDate)
                && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(versionId, creationDate);
    }
}
