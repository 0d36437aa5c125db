package org.kmsjca.jca;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.ManagedKey;

/**
 * An entry of a KeyStore.
 *
 * @param key null for a certificate, and for a CMK that waits for its first material
 * @param keySpec null for a certificate
 */
record StoredEntry(
        @Nullable ManagedKey key,
        @Nullable KeySpec keySpec,
        List<X509Certificate> chain,
        Instant creationDate,
        Set<KeyStore.Entry.Attribute> attributes) {

    static StoredEntry stored(Cmk cmk, @Nullable CmkVersion version) {
        var metadata = cmk.metadata();
        return new StoredEntry(
                version,
                metadata.keySpec(),
                cmk.certificateChain(),
                metadata.creationDate(),
                EntryAttribute.of(metadata, version));
    }

    static StoredEntry staged(ManagedKey key, List<X509Certificate> chain) {
        return new StoredEntry(key, key.keySpec(), chain, Instant.now(), Set.of());
    }

    static StoredEntry trusted(@Nullable X509Certificate certificate, @Nullable Instant date) {
        return new StoredEntry(
                null,
                null,
                certificate == null ? List.of() : List.of(certificate),
                date == null ? Instant.now() : date,
                Set.of());
    }

    boolean isCertificate() {
        return keySpec == null;
    }

    boolean isSecretKey() {
        return keySpec != null && keySpec.keyType().isSymmetric();
    }

    boolean isPrivateKey() {
        return keySpec != null && !keySpec.keyType().isSymmetric();
    }

    /** The certificate, or the first of the chain; null when there is none. */
    @Nullable X509Certificate certificate() {
        return chain.isEmpty() ? null : chain.get(0);
    }
}
