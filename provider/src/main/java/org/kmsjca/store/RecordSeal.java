package org.kmsjca.store;

import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Computes the MACs that tell what this KMS wrote from what something else wrote. Each covers a
 * canonical encoding that begins with its purpose and the store's id, so that no MAC fits in
 * another place.
 */
final class RecordSeal {
    private final RecordAuthenticator authenticator;
    private final String storeId;

    RecordSeal(RecordAuthenticator authenticator, String storeId) {
        this.authenticator = authenticator;
        this.storeId = storeId;
    }

    /** The MAC of the store's own row. */
    byte[] store(long revision, byte[] accumulator, AuditHead head) {
        return mac(
                start("store")
                        .number(revision)
                        .bytes(accumulator)
                        .number(head.sequence())
                        .bytes(head.mac()));
    }

    /** The MAC of a record of the audit and, through the MAC before it, of all before it. */
    byte[] audit(long sequence, AuditEntry entry, byte[] previous) {
        CanonicalEncoding encoding =
                start("audit")
                        .bytes(previous)
                        .number(sequence)
                        .number(entry.time().toEpochMilli())
                        .text(entry.caller())
                        .text(entry.call());
        optional(encoding, entry.keyId());
        optional(encoding, entry.alias());
        return mac(encoding.text(entry.outcome()));
    }

    /** What an entry adds to the accumulator. */
    byte[] entry(Entry entry) {
        return mac(
                start("entry")
                        .text(entry.key().kind().column())
                        .text(entry.key().id())
                        .number(entry.revision())
                        .flag(entry.removed())
                        .bytes(entry.mac()));
    }

    /** The MAC of what a change leaves in the store. */
    byte[] content(long revision, StoreChange change) {
        if (change instanceof StoreChange.CmkPut put) {
            return mac(cmk(start("cmk").number(revision), put.cmk()));
        } else if (change instanceof StoreChange.CmkRemoved removed) {
            return mac(start("cmk removed").number(revision).text(removed.keyId()));
        } else if (change instanceof StoreChange.CertificatePut put) {
            return mac(
                    start("certificate")
                            .number(revision)
                            .text(put.certificate().alias())
                            .bytes(put.certificate().certificate())
                            .number(put.certificate().creationDate().getEpochSecond()));
        }
        StoreChange.CertificateRemoved removed = (StoreChange.CertificateRemoved) change;
        return mac(start("certificate removed").number(revision).text(removed.alias()));
    }

    /** The MAC of a task. */
    byte[] task(MaterialTask task) {
        return mac(
                start("material task")
                        .text(task.versionId())
                        .text(task.keyId())
                        .text(task.protectionLevel().toString())
                        .text(task.place())
                        .text(task.kind().name())
                        .text(task.owner()));
    }

    static boolean matches(byte[] expected, byte[] found) {
        return MessageDigest.isEqual(expected, found);
    }

    private static CanonicalEncoding cmk(CanonicalEncoding encoding, CmkRecord cmk) {
        encoding.text(cmk.keyId())
                .text(cmk.creator())
                .number(cmk.creationDate().getEpochSecond())
                .text(cmk.description())
                .text(cmk.keyState().toString())
                .text(cmk.keyUsage().toString())
                .text(cmk.keySpec().toString())
                .text(cmk.origin().toString())
                .text(cmk.protectionLevel().toString())
                .text(cmk.primaryVersionId());
        optional(encoding, cmk.deletionProtection());
        optional(encoding, cmk.deleteDate());
        optional(encoding, cmk.materialExpireTime());
        optional(encoding, cmk.materialFingerprint());
        encoding.number(cmk.rotationIntervalSeconds());
        encoding.number(cmk.versions().size());
        for (VersionRecord version : cmk.versions()) {
            encoding.text(version.versionId()).number(version.creationDate().getEpochSecond());
            byte[] publicKey = version.publicKey();
            encoding.flag(publicKey != null);
            if (publicKey != null) {
                encoding.bytes(publicKey);
            }
        }
        encoding.number(cmk.aliases().size());
        cmk.aliases().forEach(encoding::text);
        encoding.number(cmk.certificateChain().size());
        cmk.certificateChain().forEach(encoding::bytes);
        encoding.number(cmk.tags().size());
        cmk.tags().forEach((key, value) -> encoding.text(key).text(value));
        return encoding;
    }

    private static void optional(CanonicalEncoding encoding, @Nullable String value) {
        encoding.flag(value != null);
        if (value != null) {
            encoding.text(value);
        }
    }

    private static void optional(CanonicalEncoding encoding, @Nullable Instant value) {
        encoding.flag(value != null);
        if (value != null) {
            encoding.number(value.getEpochSecond());
        }
    }

    private CanonicalEncoding start(String purpose) {
        return new CanonicalEncoding().text("kms-store/1 " + purpose).text(storeId);
    }

    private byte[] mac(CanonicalEncoding encoding) {
        return authenticator.mac(encoding.toByteArray());
    }
}
