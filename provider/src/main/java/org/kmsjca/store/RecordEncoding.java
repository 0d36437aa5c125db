package org.kmsjca.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Canonical encodings of records, which MACs are computed over. */
final class RecordEncoding {
    private RecordEncoding() {}

    /** Adds everything that format 1 keeps of a CMK. */
    static CanonicalEncoding cmk(CanonicalEncoding encoding, CmkRecord cmk) {
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

    static void optional(CanonicalEncoding encoding, @Nullable String value) {
        encoding.flag(value != null);
        if (value != null) {
            encoding.text(value);
        }
    }

    static void optional(CanonicalEncoding encoding, @Nullable Instant value) {
        encoding.flag(value != null);
        if (value != null) {
            encoding.number(value.getEpochSecond());
        }
    }

    /** Adds what both formats keep of a record of the audit. */
    static CanonicalEncoding audit(
            CanonicalEncoding encoding, long sequence, AuditEntry entry, byte[] previous) {
        encoding.bytes(previous)
                .number(sequence)
                .number(entry.time().toEpochMilli())
                .text(entry.caller())
                .text(entry.call());
        optional(encoding, entry.keyId());
        optional(encoding, entry.alias());
        return encoding.text(entry.outcome());
    }

    /** Adds a task. */
    static CanonicalEncoding task(CanonicalEncoding encoding, PendingTokenOperation task) {
        return encoding.text(task.versionId())
                .text(task.keyId())
                .text(task.protectionLevel().toString())
                .text(task.place())
                .text(task.kind().name())
                .text(task.owner());
    }

    static void optional(CanonicalEncoding encoding, @Nullable Long value) {
        encoding.flag(value != null);
        if (value != null) {
            encoding.number(value);
        }
    }
}
