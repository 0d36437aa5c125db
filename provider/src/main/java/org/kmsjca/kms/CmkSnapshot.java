package org.kmsjca.kms;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CmkMetadata;
import org.kmsjca.EntryName;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.crypto.x509.X509Certificates;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.text.Loggers;

/** A CMK as it was at one moment. Immutable. */
public final class CmkSnapshot {
    private final CmkRecord record;
    private final KeyState keyState;
    private final KeyUsage keyUsage;
    private final @Nullable Instant materialExpiry;
    private final boolean severalVersions;
    private final boolean rotates;
    private volatile @Nullable List<X509Certificate> certificateChain;

    public CmkSnapshot(CmkRecord record) {
        this.record = record;
        this.keyState = record.keyState();
        this.keyUsage = record.keyUsage();
        this.materialExpiry = record.materialExpireTime();
        this.severalVersions =
                record.versions().size() > 1 && record.keySpec().keyType().isSymmetric();
        this.rotates = record.rotationIntervalSeconds() != 0;
    }

    /** The row of the store. */
    public CmkRecord record() {
        return record;
    }

    /** The id of the CMK. */
    public String keyId() {
        return record.keyId();
    }

    /** The state of the CMK. */
    public KeyState keyState() {
        return keyState;
    }

    /** What the CMK may be used for. */
    public KeyUsage keyUsage() {
        return keyUsage;
    }

    /** Gives the expiry of imported material; null for never. */
    @Nullable Instant materialExpiry() {
        return materialExpiry;
    }

    /** Whether it is a symmetric CMK with more than one version. */
    public boolean hasSeveralVersions() {
        return severalVersions;
    }

    /** Whether automatic rotation is on. */
    public boolean rotates() {
        return rotates;
    }

    KeySpec keySpec() {
        return record.keySpec();
    }

    /** The CMK for messages: alias and key id, or the key id alone. */
    public String displayName() {
        List<String> names = record.aliases();
        return names.stream()
                .filter(EntryName::isAlias)
                .findFirst()
                .or(() -> names.stream().findFirst())
                .map(name -> "'" + name + "' (" + keyId() + ")")
                .orElseGet(this::keyId);
    }

    /** The chain as the JDK's certificates; empty when it has none or the JDK cannot read it. */
    List<X509Certificate> certificateChain() {
        List<X509Certificate> chain = certificateChain;
        if (chain == null) {
            chain = parseChain();
            certificateChain = chain;
        }
        return chain;
    }

    private List<X509Certificate> parseChain() {
        if (record.certificateChain().isEmpty()) {
            return List.of();
        }
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (byte[] encoded : record.certificateChain()) {
                chain.add(X509Certificates.decode(encoded));
            }
            return List.copyOf(chain);
        } catch (CertificateException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.WARNING,
                            "the certificate chain of CMK " + displayName() + " cannot be read",
                            e);
            return List.of();
        }
    }

    /** Asymmetric keys have none: the KMS wants their version named at each use. */
    private Optional<String> primaryKeyVersion() {
        boolean shown =
                record.keySpec().keyType().isSymmetric() && !record.primaryVersionId().isEmpty();
        return shown ? Optional.of(record.primaryVersionId()) : Optional.empty();
    }

    /** Whether the CMK works with ciphers of the JCA that make no blobs. */
    public boolean allowsRawCiphers() {
        return record.rawCiphers();
    }

    CmkMetadata metadata(Arns arns) {
        return new CmkMetadata(
                record.keyId(),
                arns.ofKey(record.keyId()),
                arns.creator(record),
                record.creationDate(),
                record.description(),
                keyState,
                keyUsage,
                record.keySpec(),
                record.origin(),
                record.protectionLevel(),
                primaryKeyVersion(),
                record.deletionProtection() != null,
                Optional.ofNullable(record.deletionProtection()).orElse(""),
                Optional.ofNullable(record.deleteDate()),
                Optional.ofNullable(record.materialExpireTime()),
                record.aliases().stream().filter(EntryName::isAlias).toList(),
                record.aliases().stream().filter(name -> !EntryName.isAlias(name)).toList(),
                record.versions().stream()
                        .map(
                                version ->
                                        new CmkMetadata.KeyVersion(
                                                version.versionId(), version.creationDate()))
                        .toList(),
                Rotations.describe(record),
                record.tags(),
                record.rawCiphers());
    }
}
