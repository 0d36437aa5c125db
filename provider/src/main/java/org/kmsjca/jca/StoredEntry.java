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
 * @param cmk null for a certificate, and for a key that is not stored yet
 * @param rootOfTrust what protects the store; empty without a CMK
 */
record StoredEntry(
        @Nullable ManagedKey key,
        @Nullable KeySpec keySpec,
        @Nullable Cmk cmk,
        List<X509Certificate> chain,
        Instant creationDate,
        String rootOfTrust) {

    static StoredEntry stored(Cmk cmk, @Nullable CmkVersion version, String rootOfTrust) {
        return new StoredEntry(
                version,
                cmk.keySpec(),
                cmk,
                cmk.certificateChain(),
                cmk.creationDate(),
                rootOfTrust);
    }

    /** The entry of one version, which a chain belongs to only while it is the primary one. */
    static StoredEntry ofVersion(Cmk cmk, CmkVersion version, String rootOfTrust) {
        return new StoredEntry(
                version,
                cmk.keySpec(),
                cmk,
                cmk.isPrimary(version) ? cmk.certificateChain() : List.of(),
                version.creationDate(),
                rootOfTrust);
    }

    static StoredEntry staged(ManagedKey key, List<X509Certificate> chain) {
        return new StoredEntry(key, key.keySpec(), null, chain, Instant.now(), "");
    }

    static StoredEntry trusted(@Nullable X509Certificate certificate, @Nullable Instant date) {
        return new StoredEntry(
                null,
                null,
                null,
                certificate == null ? List.of() : List.of(certificate),
                date == null ? Instant.now() : date,
                "");
    }

    /** The attributes of a CMK; none of anything else. */
    Set<KeyStore.Entry.Attribute> attributes() {
        return cmk == null
                ? Set.of()
                : EntryAttribute.of(
                        cmk.metadata(), key instanceof CmkVersion v ? v : null, rootOfTrust);
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
