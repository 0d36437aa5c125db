package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditActor;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Turns the changes of one transaction into SQL. Used once, inside that transaction. */
final class ChangeWriter {
    private final StoreConnection connection;
    private final StoreState before;
    private final RecordMacs macs;
    private final long revision;
    private HashTree rows;

    ChangeWriter(StoreConnection connection, StoreState before, RecordMacs macs) {
        this(connection, before, macs, before.revision());
    }

    /**
     * @param passed the new revision comes after this one, too
     */
    ChangeWriter(StoreConnection connection, StoreState before, RecordMacs macs, long passed) {
        this.connection = connection;
        this.before = before;
        this.macs = macs;
        this.revision = Math.max(before.revision(), passed) + 1;
        this.rows = before.rows();
    }

    /**
     * Writes everything. Deletes come before inserts, so that an alias can move between records of
     * one transaction whatever their order.
     *
     * @param guard null without a counter
     * @return the step to take once this is committed
     */
    Step write(PendingChanges pending, @Nullable CounterGuard guard) throws SQLException {
        StoreNotes counted =
                guard == null ? before.notes() : guard.next(connection, before, pending);
        Map<LeafKey, StoreChange> changes = pending.changes();
        changes.entrySet().removeIf(this::isRemovalOfNothing);
        for (String keyId : pending.destroyed()) {
            destroyMaterial(keyId);
        }
        for (Map.Entry<LeafKey, StoreChange> change : changes.entrySet()) {
            delete(change.getKey(), change.getValue());
        }
        for (StoreChange change : changes.values()) {
            insert(change);
        }
        writeMaterials(pending);
        writeTasks(pending);
        if (!pending.envelopes().isEmpty()) {
            replaceEnvelopes(pending.envelopes());
        }
        StoreNotes notes = pending.after(counted);
        AuditHead head = writeAudit(pending.audit());
        if (rows == before.rows()
                && head.sequence() == before.auditHead().sequence()
                && notes.equals(before.notes())) {
            return new Step(before, List.of());
        }
        StoreState after = new StoreState(revision, rows, head, notes);
        writeInfo(Sql.UPDATE_INFO, after);
        return new Step(after, List.copyOf(changes.values()));
    }

    /** Writes the first state of a new store. */
    void create(List<RootEnvelope> envelopes) throws SQLException {
        replaceEnvelopes(envelopes);
        writeInfo(
                Sql.INSERT_INFO, new StoreState(revision, rows, AuditHead.START, StoreNotes.NONE));
    }

    /** Writes the content of a store of format 1 into the tables of a new one. */
    void convert(PendingChanges content, List<RootEnvelope> envelopes) throws SQLException {
        writeInfo(Sql.INSERT_INFO, fill(content, envelopes));
    }

    /** Writes the content of a store into its tables, which were emptied. */
    StoreState rewrite(PendingChanges content, List<RootEnvelope> envelopes) throws SQLException {
        StoreState after = fill(content, envelopes);
        writeInfo(Sql.UPDATE_INFO, after);
        return after;
    }

    private StoreState fill(PendingChanges content, List<RootEnvelope> envelopes)
            throws SQLException {
        for (StoreChange change : content.changes().values()) {
            insert(change);
        }
        writeMaterials(content);
        writeTasks(content);
        replaceEnvelopes(envelopes);
        AuditHead head = writeAudit(content.audit());
        return new StoreState(revision, rows, head, content.after(before.notes()));
    }

    private void writeInfo(String sql, StoreState state) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(state.revision());
        values.add((long) state.rows().size());
        values.add(state.auditHead().sequence());
        values.add(state.auditHead().mac());
        values.add(state.notes().rootBackup());
        values.add(state.notes().time().newest());
        values.add(state.notes().time().leap());
        values.add(state.notes().tpmCounter());
        values.add(macs.store(state));
        if (sql.equals(Sql.INSERT_INFO)) {
            values.add(macs.storeId());
        } else {
            values.add(before.revision());
        }
        put(sql, values.toArray());
    }

    private void destroyMaterial(String keyId) throws SQLException {
        List<String> gone = texts(Sql.MATERIAL_VERSIONS, keyId);
        StoreErrors.requireRows(gone.size(), update(Sql.DELETE_MATERIAL, keyId));
        for (String versionId : gone) {
            remove(LeafKey.material(keyId, versionId));
        }
    }

    /** Takes a row, which is deleted already, out of the set. */
    private void remove(LeafKey key) throws SQLException {
        rows = rows.without(key);
        put(Sql.PUT_TOMBSTONE, key.kind().word(), key.id(), key.part(), revision);
    }

    private void writeMaterials(PendingChanges pending) throws SQLException {
        for (Map.Entry<LeafKey, byte[]> material : pending.materials().entrySet()) {
            LeafKey key = material.getKey();
            checkKept(key.id());
            byte[] mac = macs.material(revision, key, material.getValue());
            put(Sql.PUT_MATERIAL, key.id(), key.part(), revision, mac, material.getValue());
            rows = rows.with(key, mac);
        }
    }

    private void writeTasks(PendingChanges pending) throws SQLException {
        for (PendingTokenOperation task : pending.finished()) {
            if (update(Sql.FINISH_TASK, task.versionId(), task.kind().name()) == 0) {
                throw new KmsException(
                        KmsErrorCode.UNAVAILABLE,
                        "another process took over the key material of version "
                                + task.versionId()
                                + ", as if this one had ended; nothing was stored");
            }
            remove(LeafKey.task(task.versionId()));
        }
        for (PendingTokenOperation task : pending.tasks()) {
            byte[] mac = macs.task(revision, task);
            put(
                    Sql.PUT_TASK,
                    task.versionId(),
                    task.keyId(),
                    task.protectionLevel().toString(),
                    task.place(),
                    task.kind().name(),
                    task.owner(),
                    revision,
                    mac);
            rows = rows.with(LeafKey.task(task.versionId()), mac);
        }
    }

    private void replaceEnvelopes(List<RootEnvelope> envelopes) throws SQLException {
        List<String> old = texts(Sql.ENVELOPES);
        StoreErrors.requireRows(old.size(), update(Sql.DELETE_ENVELOPES));
        for (String id : old) {
            remove(LeafKey.envelope(id));
        }
        long position = 0;
        for (RootEnvelope envelope : envelopes) {
            byte[] mac = macs.envelope(revision, position, envelope);
            put(
                    Sql.INSERT_ENVELOPE,
                    position++,
                    envelope.envelopeId(),
                    envelope.kind(),
                    envelope.parameters(),
                    envelope.sealedRootKey(),
                    revision,
                    mac);
            rows = rows.with(LeafKey.envelope(envelope.envelopeId()), mac);
        }
    }

    private AuditHead writeAudit(List<AuditEntry> entries) throws SQLException {
        AuditHead head = before.auditHead();
        for (AuditEntry entry : entries) {
            head = head.next(macs, entry);
            AuditActor actor = entry.actor();
            put(
                    Sql.INSERT_AUDIT,
                    head.sequence(),
                    entry.time().toEpochMilli(),
                    entry.caller(),
                    entry.call(),
                    entry.keyId(),
                    entry.alias(),
                    entry.outcome(),
                    actor == null ? null : actor.user(),
                    actor == null ? null : actor.host(),
                    actor == null ? null : actor.processId(),
                    actor == null ? null : actor.callerName().orElse(null),
                    head.mac());
        }
        return head;
    }

    private boolean isRemovalOfNothing(Map.Entry<LeafKey, StoreChange> change) {
        return PendingChanges.isRemoval(change.getValue()) && !rows.contains(change.getKey());
    }

    private void checkKept(String keyId) {
        if (!rows.contains(LeafKey.cmk(keyId))) {
            throw new KmsException(
                    KmsErrorCode.KEY_NOT_FOUND,
                    "No key material can be kept for CMK "
                            + keyId
                            + ": the store has no such CMK; put it first");
        }
    }

    private void delete(LeafKey key, StoreChange change) throws SQLException {
        if (!rows.contains(key)) {
            return;
        }
        String id = key.id();
        boolean removal = PendingChanges.isRemoval(change);
        if (key.kind() == LeafKey.Kind.CERTIFICATE) {
            put(Sql.DELETE_TRUSTED_CERTIFICATE, id);
            put(Sql.DELETE_CERTIFICATE_ALIAS, id);
        } else {
            update(Sql.DELETE_VERSIONS, id);
            update(Sql.DELETE_ALIASES, id);
            update(Sql.DELETE_CERTIFICATES, id);
            update(Sql.DELETE_TAGS, id);
            // How many there were is not known, but that none is left.
            StoreErrors.requireRows(0, texts(Sql.PARTS_OF_CMK, id, id, id, id).size());
            if (removal) {
                put(Sql.DELETE_CMK, id);
            }
        }
        if (removal) {
            remove(key);
        }
    }

    private void insert(StoreChange change) throws SQLException {
        if (change instanceof StoreChange.CmkPut put) {
            insert(put.cmk());
        } else if (change instanceof StoreChange.CertificatePut put) {
            TrustedCertificateRecord certificate = put.certificate();
            byte[] mac = macs.certificate(revision, certificate);
            claimAlias(certificate.alias(), null);
            put(
                    Sql.INSERT_TRUSTED_CERTIFICATE,
                    certificate.alias(),
                    certificate.certificate(),
                    certificate.creationDate(),
                    revision,
                    mac);
            rows = rows.with(LeafKey.certificate(certificate.alias()), mac);
        }
    }

    private void insert(CmkRecord cmk) throws SQLException {
        String keyId = cmk.keyId();
        byte[] mac = macs.cmk(revision, cmk);
        rows = rows.with(LeafKey.cmk(keyId), mac);
        put(
                Sql.PUT_CMK,
                keyId,
                cmk.creator(),
                cmk.creationDate(),
                cmk.description(),
                cmk.keyState().toString(),
                cmk.keyUsage().toString(),
                cmk.keySpec().toString(),
                cmk.origin().toString(),
                cmk.protectionLevel().toString(),
                cmk.primaryVersionId(),
                cmk.deletionProtection(),
                cmk.deleteDate(),
                cmk.materialExpireTime(),
                cmk.materialFingerprint(),
                cmk.rotationIntervalSeconds(),
                cmk.rawCiphers() ? 1L : 0L,
                revision,
                mac);
        long position = 0;
        for (VersionRecord version : cmk.versions()) {
            put(
                    Sql.INSERT_VERSION,
                    keyId,
                    position++,
                    version.versionId(),
                    version.creationDate(),
                    version.publicKey());
        }
        position = 0;
        for (byte[] certificate : cmk.certificateChain()) {
            put(Sql.INSERT_CERTIFICATE, keyId, position++, certificate);
        }
        for (Map.Entry<String, String> tag : cmk.tags().entrySet()) {
            put(Sql.INSERT_TAG, keyId, tag.getKey(), tag.getValue());
        }
        for (String alias : cmk.aliases()) {
            claimAlias(alias, keyId);
        }
    }

    private void claimAlias(String alias, @Nullable String keyId) throws SQLException {
        if (update(Sql.CLAIM_ALIAS, alias, keyId) == 0) {
            throw new KmsException(
                    KmsErrorCode.ALIAS_ALREADY_EXISTS,
                    ("The alias '%s' cannot be given to %s: it belongs to %s; choose another,"
                                    + " or delete that one first")
                            .formatted(
                                    alias,
                                    (keyId == null ? "a trusted certificate" : "CMK " + keyId),
                                    aliasHolder(alias)));
        }
    }

    private String aliasHolder(String alias) throws SQLException {
        List<String> keyIds = texts(Sql.ALIAS_HOLDER, alias);
        StoreErrors.requireRows(1, keyIds.size()); // none: it was not written
        return keyIds.get(0).isEmpty() ? "a trusted certificate" : "CMK " + keyIds.get(0);
    }

    /** The first column of a query. */
    private List<String> texts(String sql, Object... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            StoredValues.bind(statement, i + 1, values[i]);
        }
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(String.valueOf(row.getString(1)));
            }
        }
        return texts;
    }

    /** Writes one row, of which nobody else has another revision meanwhile: the lock is held. */
    private void put(String sql, @Nullable Object... values) throws SQLException {
        StoreErrors.requireRows(1, update(sql, values));
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            StoredValues.bind(statement, i + 1, values[i]);
        }
        return statement.executeUpdate();
    }
}
