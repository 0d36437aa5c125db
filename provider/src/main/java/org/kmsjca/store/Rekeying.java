package org.kmsjca.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.kmsjca.AuditVerification;

/**
 * Puts the rows of a store under another root key, inside a write transaction: each gets a MAC
 * under it, and so do the audit's records and the store's own row. All is verified first, so that
 * nothing gets one that was tampered with.
 */
final class Rekeying {
    private static final List<String> TABLES =
            List.of(
                    "material_task",
                    "root_envelope",
                    "trusted_certificate",
                    "alias",
                    "cmk",
                    "tombstone");

    private final StoreConnection connection;
    private final StoreErrors failures;
    private final VerifiedView current;
    private final RecordMacs next;

    Rekeying(
            StoreConnection connection,
            StoreErrors failures,
            VerifiedView current,
            RecordMacs next) {
        this.connection = connection;
        this.failures = failures;
        this.current = current;
        this.next = next;
    }

    /**
     * Writes everything anew, and gives the state to commit.
     *
     * @param envelopes of the new root key
     * @param done the record of it in the audit
     */
    StoreState run(Reprotection reprotection, List<RootEnvelope> envelopes, AuditEntry done)
            throws SQLException {
        StoreState before = current.state();
        verify(before);
        PendingChanges content = content(reprotection);
        content.append(done);
        AuditHead head = rechain();
        for (String table : TABLES) {
            connection.empty(table); // what belongs to CMKs goes with them
        }
        return new ChangeWriter(
                        connection,
                        new StoreState(before.revision(), HashTree.EMPTY, head, before.notes()),
                        next)
                .rewrite(content, envelopes);
    }

    private void verify(StoreState before) throws SQLException {
        for (String problem : current.problems(connection)) {
            throw failures.changed(problem);
        }
        AuditVerification audit =
                new AuditReader(connection).verify(current.macs(), before.auditHead(), null);
        if (!audit.isIntact()) {
            throw failures.changed("its audit is not intact: " + audit.problem().orElse(""));
        }
    }

    private PendingChanges content(Reprotection reprotection) throws SQLException {
        PendingChanges content = new PendingChanges();
        var reader = new SnapshotReader(connection, failures, current.macs());
        Snapshot snapshot = reader.read(reader.info(), SnapshotReader.FROM_THE_START);
        for (Snapshot.Row row : snapshot.rows()) {
            if (row.change() instanceof StoreChange.CmkPut put) {
                content.put(put.cmk());
            } else if (row.change() instanceof StoreChange.CertificatePut put) {
                content.put(put.certificate());
            }
        }
        var rows =
                new RowReader(
                        connection,
                        problem -> {
                            throw failures.changed(problem);
                        });
        rows.forEach("material_task", Sql.TASKS, row -> content.put(RowReader.task(row)));
        rows.forEach(
                "key_material",
                Sql.MATERIALS,
                row ->
                        content.putMaterial(
                                row.text(1),
                                row.text(2),
                                reprotection.of(row.text(1), row.text(2), row.bytes(5))));
        return content;
    }

    /** The records stay as they are, under a new chain. */
    private AuditHead rechain() throws SQLException {
        AuditHead head = AuditHead.START;
        PreparedStatement update = connection.prepare(Sql.UPDATE_AUDIT_MAC);
        for (AuditEntry entry : new AuditReader(connection).entries()) {
            head = head.next(next, entry);
            update.setBytes(1, head.mac());
            update.setLong(2, head.sequence());
            StoreErrors.requireRows(1, update.executeUpdate());
        }
        return head;
    }
}
