package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Turns the changes of one transaction into SQL. Used once, inside that transaction. */
final class ChangeWriter {
    private final SqliteConnection connection;
    private final Ledger ledger;
    private final RecordSeal seal;

    ChangeWriter(SqliteConnection connection, Ledger ledger, RecordSeal seal) {
        this.connection = connection;
        this.ledger = ledger;
        this.seal = seal;
    }

    /**
     * Writes everything. Deletes come before inserts, so that an alias can move between records of
     * one transaction whatever their order.
     *
     * @return the step that the ledger takes once this is committed
     */
    Ledger.Step write(PendingChanges pending) throws SQLException {
        Map<Entry.Key, StoreChange> changes = pending.changes();
        changes.entrySet().removeIf(this::isRemovalOfNothing);
        for (Map.Entry<Entry.Key, StoreChange> change : changes.entrySet()) {
            delete(change.getKey(), change.getValue());
        }
        for (String keyId : pending.destroyed()) {
            update(Sql.DELETE_MATERIAL, keyId);
        }
        for (StoreChange change : changes.values()) {
            insert(change);
        }
        for (Map.Entry<PendingChanges.Material, byte[]> material : pending.materials().entrySet()) {
            PendingChanges.Material name = material.getKey();
            checkKept(name.keyId(), changes);
            update(Sql.PUT_MATERIAL, name.keyId(), name.versionId(), material.getValue());
        }
        writeTasks(pending);
        writeRoot(pending);
        return writeEntries(changes, writeAudit(pending.audit()));
    }

    private void writeTasks(PendingChanges pending) throws SQLException {
        for (MaterialTask task : pending.finished()) {
            if (update(Sql.FINISH_TASK, task.versionId(), task.kind().name()) == 0) {
                throw new KmsException(
                        KmsErrorCode.UNAVAILABLE,
                        "another process took over the key material of version "
                                + task.versionId()
                                + ", as if this one had ended; nothing was stored");
            }
        }
        for (MaterialTask task : pending.tasks()) {
            update(
                    Sql.PUT_TASK,
                    task.versionId(),
                    task.keyId(),
                    task.protectionLevel().toString(),
                    task.place(),
                    task.kind().name(),
                    task.owner(),
                    seal.task(task));
        }
    }

    private void writeRoot(PendingChanges pending) throws SQLException {
        if (!pending.envelopes().isEmpty()) {
            Envelopes.replace(connection, pending.envelopes());
        }
        if (pending.rootBackup() != null) {
            update(Sql.UPDATE_ROOT_BACKUP, pending.rootBackup());
        }
    }

    private AuditHead writeAudit(List<AuditEntry> entries) throws SQLException {
        AuditHead head = ledger.auditHead();
        for (AuditEntry entry : entries) {
            head = head.next(seal, entry);
            update(
                    Sql.INSERT_AUDIT,
                    head.sequence(),
                    entry.time().toEpochMilli(),
                    entry.caller(),
                    entry.call(),
                    entry.keyId(),
                    entry.alias(),
                    entry.outcome(),
                    head.mac());
        }
        return head;
    }

    private Ledger.Step writeEntries(Map<Entry.Key, StoreChange> changes, AuditHead head)
            throws SQLException {
        if (changes.isEmpty() && head.sequence() == ledger.auditHead().sequence()) {
            return ledger.stepTo(ledger.revision(), head, List.of(), List.of());
        }
        long revision = ledger.revision() + 1;
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<Entry.Key, StoreChange> changed : changes.entrySet()) {
            Entry.Key key = changed.getKey();
            boolean removed = PendingChanges.isRemoval(changed.getValue());
            byte[] mac = seal.content(revision, changed.getValue());
            entries.add(new Entry(key, revision, removed, mac));
            update(Sql.PUT_ENTRY, key.kind().column(), key.id(), revision, removed ? 1L : 0L, mac);
        }
        Ledger.Step step = ledger.stepTo(revision, head, entries, List.copyOf(changes.values()));
        update(
                Sql.UPDATE_INFO,
                revision,
                head.sequence(),
                head.mac(),
                seal.store(revision, step.accumulator(), head));
        return step;
    }

    private boolean isRemovalOfNothing(Map.Entry<Entry.Key, StoreChange> change) {
        return PendingChanges.isRemoval(change.getValue()) && !ledger.isPresent(change.getKey());
    }

    private void checkKept(String keyId, Map<Entry.Key, StoreChange> changes) {
        Entry.Key key = Entry.cmk(keyId);
        StoreChange change = changes.get(key);
        boolean kept = change == null ? ledger.isPresent(key) : !PendingChanges.isRemoval(change);
        if (!kept) {
            throw new KmsException(
                    KmsErrorCode.KEY_NOT_FOUND,
                    "No key material can be kept for CMK "
                            + keyId
                            + ": the store has no such CMK; put it first");
        }
    }

    private void delete(Entry.Key key, StoreChange change) throws SQLException {
        if (key.kind() == Entry.Kind.CERTIFICATE) {
            update(Sql.DELETE_CERTIFICATE_ALIAS, key.id());
        } else if (PendingChanges.isRemoval(change)) {
            update(Sql.DELETE_CMK, key.id());
        } else {
            update(Sql.DELETE_VERSIONS, key.id());
            update(Sql.DELETE_ALIASES, key.id());
            update(Sql.DELETE_CERTIFICATES, key.id());
            update(Sql.DELETE_TAGS, key.id());
        }
    }

    private void insert(StoreChange change) throws SQLException {
        if (change instanceof StoreChange.CmkPut put) {
            insert(put.cmk());
        } else if (change instanceof StoreChange.CertificatePut put) {
            TrustedCertificateRecord certificate = put.certificate();
            claimAlias(certificate.alias(), null);
            update(
                    Sql.INSERT_TRUSTED_CERTIFICATE,
                    certificate.alias(),
                    certificate.certificate(),
                    certificate.creationDate());
        }
    }

    private void insert(CmkRecord cmk) throws SQLException {
        String keyId = cmk.keyId();
        update(
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
                cmk.rotationIntervalSeconds());
        long position = 0;
        for (VersionRecord version : cmk.versions()) {
            update(
                    Sql.INSERT_VERSION,
                    keyId,
                    position++,
                    version.versionId(),
                    version.creationDate(),
                    version.publicKey());
        }
        position = 0;
        for (byte[] certificate : cmk.certificateChain()) {
            update(Sql.INSERT_CERTIFICATE, keyId, position++, certificate);
        }
        for (Map.Entry<String, String> tag : cmk.tags().entrySet()) {
            update(Sql.INSERT_TAG, keyId, tag.getKey(), tag.getValue());
        }
        for (String alias : cmk.aliases()) {
            claimAlias(alias, keyId);
        }
    }

    private void claimAlias(String alias, @Nullable String keyId) throws SQLException {
        if (update(Sql.CLAIM_ALIAS, alias, keyId) == 0) {
            throw new KmsException(
                    KmsErrorCode.ALIAS_ALREADY_EXISTS,
                    "The alias '"
                            + alias
                            + "' cannot be given to "
                            + (keyId == null ? "a trusted certificate" : "CMK " + keyId)
                            + ": it belongs to "
                            + aliasHolder(alias)
                            + "; choose another, or delete that one first");
        }
    }

    private String aliasHolder(String alias) throws SQLException {
        PreparedStatement statement = connection.prepare(Sql.ALIAS_HOLDER);
        statement.setString(1, alias);
        try (ResultSet row = statement.executeQuery()) {
            String keyId = row.next() ? row.getString(1) : null;
            return keyId == null ? "a trusted certificate" : "CMK " + keyId;
        }
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepare(sql);
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Instant time) {
            statement.setLong(index, time.getEpochSecond());
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            statement.setObject(index, value);
        }
    }
}
