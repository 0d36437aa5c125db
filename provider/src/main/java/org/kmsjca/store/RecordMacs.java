package org.kmsjca.store;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;

/**
 * Computes the MACs that tell what this KMS wrote from what something else wrote. Each covers a
 * canonical encoding that begins with its purpose and the store's id, so that no MAC fits in
 * another place; that of a row covers its revision, its primary key and every column.
 */
final class RecordMacs {
    private static final String FORMAT = "kms-store/2 ";

    private final RecordMac authenticator;
    private final String storeId;

    /** Reused where one thread computes many. */
    private final @Nullable CanonicalEncoding scratch;

    RecordMacs(RecordMac authenticator, String storeId) {
        this(authenticator, storeId, null);
    }

    private RecordMacs(
            RecordMac authenticator, String storeId, @Nullable CanonicalEncoding scratch) {
        this.authenticator = authenticator;
        this.storeId = storeId;
        this.scratch = scratch;
    }

    /** The same for one thread, which computes many. */
    RecordMacs forOneThread() {
        return new RecordMacs(authenticator.forOneThread(), storeId, new CanonicalEncoding());
    }

    String storeId() {
        return storeId;
    }

    /** The MAC of the store's own row, and through the tree's root of all rows. */
    byte[] store(StoreState state) {
        CanonicalEncoding encoding =
                start("store")
                        .number(Sql.SCHEMA_VERSION)
                        .number(state.revision())
                        .number(state.rows().size())
                        .bytes(state.rows().root())
                        .number(state.auditHead().sequence())
                        .bytes(state.auditHead().mac());
        RecordEncoding.optional(encoding, state.notes().rootBackup());
        RecordEncoding.optional(encoding, state.notes().time().newest());
        RecordEncoding.optional(encoding, state.notes().time().leap());
        RecordEncoding.optional(encoding, state.notes().tpmCounter());
        return mac(encoding);
    }

    /** The MAC of a record of the audit and, through the MAC before it, of all before it. */
    byte[] audit(long sequence, AuditEntry entry, byte[] previous) {
        AuditActor actor = entry.actor();
        if (actor == null) {
            // A record of format 1 keeps its MAC, which somebody may have noted.
            return mac(
                    RecordEncoding.audit(
                            start("kms-store/1 ", "audit"), sequence, entry, previous));
        }
        CanonicalEncoding encoding =
                RecordEncoding.audit(start("audit"), sequence, entry, previous)
                        .text(actor.user())
                        .text(actor.host())
                        .number(actor.processId());
        RecordEncoding.optional(encoding, actor.callerName().orElse(null));
        return mac(encoding);
    }

    /** The MAC of a CMK with all that belongs to it. */
    byte[] cmk(long revision, CmkRecord cmk) {
        return mac(RecordEncoding.cmk(start("cmk").number(revision), cmk).flag(cmk.rawCiphers()));
    }

    /** The MAC of a trusted certificate. */
    byte[] certificate(long revision, TrustedCertificateRecord certificate) {
        return mac(
                start("certificate")
                        .number(revision)
                        .text(certificate.alias())
                        .bytes(certificate.certificate())
                        .number(certificate.creationDate().getEpochSecond()));
    }

    /** The MAC of the protected key material of a version. */
    byte[] material(long revision, LeafKey key, byte[] protectedMaterial) {
        return mac(
                start("material")
                        .number(revision)
                        .text(key.id())
                        .text(key.part())
                        .bytes(protectedMaterial));
    }

    /** The MAC of a task. */
    byte[] task(long revision, PendingTokenOperation task) {
        return mac(RecordEncoding.task(start("material task").number(revision), task));
    }

    /** The MAC of an envelope in its place. */
    byte[] envelope(long revision, long position, RootEnvelope envelope) {
        return mac(
                start("root envelope")
                        .number(revision)
                        .number(position)
                        .text(envelope.envelopeId())
                        .text(envelope.kind())
                        .text(envelope.parameters())
                        .bytes(envelope.sealedRootKey()));
    }

    /** The MAC of what is remembered outside of the database. */
    byte[] acknowledged(long revision, byte[] storeMac) {
        return mac(start("acknowledged revision").number(revision).bytes(storeMac));
    }

    static boolean matches(byte[] expected, byte[] found) {
        return MessageDigest.isEqual(expected, found);
    }

    private CanonicalEncoding start(String purpose) {
        return start(FORMAT, purpose);
    }

    private CanonicalEncoding start(String format, String purpose) {
        CanonicalEncoding encoding = scratch == null ? new CanonicalEncoding() : scratch.clear();
        return encoding.text(format + purpose).text(storeId);
    }

    private byte[] mac(CanonicalEncoding encoding) {
        return authenticator.mac(encoding.toByteArray());
    }
}
