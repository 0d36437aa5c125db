package org.kmsjca.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store of format 1 as it was read and verified by that format's rules, which were weaker: an XOR
 * of a MAC per entry, tombstones included, and nothing over key material, tasks and envelopes as
 * sets.
 */
record Format1Store(
        long revision,
        AuditHead auditHead,
        @Nullable Long rootBackup,
        List<CmkRecord> cmks,
        List<TrustedCertificateRecord> certificates,
        List<PendingTokenOperation> tasks,
        List<RootEnvelope> envelopes) {

    /** Reads and verifies, inside a transaction. Used once. */
    static final class Reader {
        private static final int MAC_BYTES = 32;

        private final StoreErrors failures;
        private final Format1Macs macs;
        private final RowReader reader;
        private final Map<String, CmkRecord> cmks = new HashMap<>();
        private final Map<String, TrustedCertificateRecord> certificates = new HashMap<>();
        private final List<CmkRecord> authenticCmks = new ArrayList<>();
        private final List<TrustedCertificateRecord> authenticCertificates = new ArrayList<>();
        private final Set<LeafKey> entries = new HashSet<>();
        private final byte[] sum = new byte[MAC_BYTES];

        Reader(StoreConnection connection, StoreErrors failures, Format1Macs macs) {
            this.failures = failures;
            this.macs = macs;
            this.reader =
                    new RowReader(
                            connection,
                            problem -> {
                                throw failures.changed(problem);
                            });
        }

        @SuppressWarnings("ArrayRecordComponent") // compared at once and dropped
        private record Info(
                long revision, byte[] mac, AuditHead auditHead, @Nullable Long rootBackup) {}

        Format1Store read() throws SQLException {
            Info info =
                    reader.first(
                            Format1Sql.INFO,
                            row ->
                                    new Info(
                                            row.number(2),
                                            row.bytes(3),
                                            new AuditHead(row.number(4), row.bytes(5)),
                                            row.optionalNumber(6)));
            if (info == null) {
                throw failures.changed("its own row is missing");
            }
            RowReader.Parts parts = reader.allParts();
            reader.forEach(
                    "cmk",
                    Format1Sql.CMKS,
                    row -> cmks.put(row.text(1), RowReader.cmk(row, parts)));
            reader.forEach(
                    "trusted_certificate",
                    Format1Sql.TRUSTED_CERTIFICATES,
                    row ->
                            certificates.put(
                                    row.text(1),
                                    new TrustedCertificateRecord(
                                            row.text(1), row.bytes(2), row.time(3))));
            reader.forEach("entry", Format1Sql.ENTRIES, this::addEntry);
            if (!RecordMacs.matches(
                    macs.store(info.revision(), sum, info.auditHead()), info.mac())) {
                throw failures.changed("its records are not the ones that were written");
            }
            if (!cmks.isEmpty() || !certificates.isEmpty()) {
                throw failures.changed("it has records that were not written by the KMS");
            }
            checkAudit(info.auditHead());
            return new Format1Store(
                    info.revision(),
                    info.auditHead(),
                    info.rootBackup(),
                    authenticCmks,
                    authenticCertificates,
                    tasks(),
                    envelopes());
        }

        /** Two equal entries would cancel in the sum. */
        private void addEntry(Columns row) throws SQLException {
            LeafKey.Kind kind = LeafKey.Kind.of(row.text(1));
            String id = row.text(2);
            byte[] mac = row.bytes(5);
            if ((kind != LeafKey.Kind.CMK && kind != LeafKey.Kind.CERTIFICATE)
                    || !entries.add(new LeafKey(kind, id, ""))
                    || !RecordMacs.matches(content(row, kind, id), mac)) {
                throw failures.changed("the entry of " + id + " is not authentic");
            }
            boolean removed = row.number(4) != 0;
            byte[] contribution = macs.entry(row.text(1), id, row.number(3), removed, mac);
            for (int i = 0; i < MAC_BYTES; i++) {
                sum[i] ^= contribution[i];
            }
        }

        private byte[] content(Columns row, LeafKey.Kind kind, String id) throws SQLException {
            long revision = row.number(3);
            boolean isCmk = kind == LeafKey.Kind.CMK;
            if (row.number(4) != 0) {
                return macs.removal(revision, isCmk, id);
            } else if (isCmk) {
                CmkRecord cmk = require(cmks.remove(id), id);
                authenticCmks.add(cmk);
                return macs.cmk(revision, cmk);
            }
            TrustedCertificateRecord certificate = require(certificates.remove(id), id);
            authenticCertificates.add(certificate);
            return macs.certificate(revision, certificate);
        }

        private <T> T require(@Nullable T record, String id) {
            if (record == null) {
                throw failures.changed("the rows of " + id + " are missing");
            }
            return record;
        }

        private void checkAudit(AuditHead named) throws SQLException {
            AuditHead last =
                    reader.first(
                            Format1Sql.AUDIT_END,
                            row -> new AuditHead(row.number(1), row.bytes(2)));
            AuditHead end = last == null ? AuditHead.START : last;
            if (end.sequence() != named.sequence() || !RecordMacs.matches(end.mac(), named.mac())) {
                throw failures.changed("its audit does not end where it should");
            }
        }

        private List<PendingTokenOperation> tasks() throws SQLException {
            List<PendingTokenOperation> tasks = new ArrayList<>();
            reader.forEach(
                    "material_task",
                    Format1Sql.TASKS,
                    row -> {
                        PendingTokenOperation task = RowReader.task(row);
                        if (!RecordMacs.matches(macs.task(task), row.bytes(7))) {
                            throw failures.changed(
                                    LeafKey.task(task.versionId()) + " is not authentic");
                        }
                        tasks.add(task);
                    });
            return tasks;
        }

        private List<RootEnvelope> envelopes() throws SQLException {
            List<RootEnvelope> envelopes = new ArrayList<>();
            reader.forEach(
                    "root_envelope", Sql.ENVELOPES, row -> envelopes.add(RowReader.envelope(row)));
            return envelopes;
        }
    }
}
