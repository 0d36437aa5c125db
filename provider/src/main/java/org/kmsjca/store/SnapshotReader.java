package org.kmsjca.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what changed after a revision, by one query per table whatever the number of rows, and
 * checks each row against its MAC; key material is not read, only its MAC is. Used once, inside a
 * transaction.
 */
final class SnapshotReader {
    /** Reads everything. */
    static final long FROM_THE_START = -1;

    private final StoreConnection connection;
    private final StoreErrors failures;
    private final RecordMacs macs;
    private final List<String> problems = new ArrayList<>();
    private final List<Snapshot.Row> rows = new ArrayList<>();
    private final RowReader reader;

    SnapshotReader(StoreConnection connection, StoreErrors failures, RecordMacs macs) {
        this.connection = connection;
        this.failures = failures;
        this.macs = macs.forOneThread();
        this.reader = new RowReader(connection, problems::add);
    }

    /** The store's own row. */
    Snapshot.Info info() throws SQLException {
        AuditHead lastAudit = lastAudit();
        try (ResultSet result = connection.prepare(Sql.INFO).executeQuery()) {
            if (!result.next()) {
                throw failures.changed("its own row is missing");
            }
            Columns row = new Columns(result);
            Snapshot.Info info =
                    new Snapshot.Info(
                            row.text(1),
                            row.number(2),
                            row.number(3),
                            row.number(4),
                            new AuditHead(row.number(5), row.bytes(6)),
                            lastAudit,
                            new StoreNotes(
                                    row.optionalTime(7),
                                    new KnownTime(row.optionalTime(8), row.optionalTime(9)),
                                    row.optionalNumber(10)),
                            row.bytes(11));
            if (result.next()) {
                throw failures.changed("its own row is there twice");
            }
            return info;
        } catch (Columns.TypeException | DateTimeException e) {
            throw failures.changed("its own row is not readable: " + e.getMessage());
        }
    }

    private AuditHead lastAudit() throws SQLException {
        try {
            AuditHead last =
                    reader.first(Sql.AUDIT_END, row -> new AuditHead(row.number(1), row.bytes(2)));
            return last == null ? AuditHead.START : last;
        } catch (Columns.TypeException e) {
            throw failures.changed("the last record of the audit is not readable");
        }
    }

    Snapshot read(Snapshot.Info info, long after) throws SQLException {
        boolean all = after == FROM_THE_START;
        if (all) {
            reader.checkTypes();
        }
        readCmks(all ? reader.allParts() : reader.partsAfter(after), after, all);
        readCertificates(after);
        reader.forEach("key_material", Sql.MATERIAL_MACS, this::addMaterial, after);
        reader.forEach("material_task", Sql.CHANGED_TASKS, this::addTask, after);
        reader.forEach("root_envelope", Sql.CHANGED_ENVELOPES, this::addEnvelope, after);
        if (all) {
            checkAliases();
        }
        return new Snapshot(info, rows, all ? List.of() : removed(after), problems);
    }

    private void readCmks(RowReader.Parts parts, long after, boolean all) throws SQLException {
        reader.forEach(
                "cmk",
                Sql.CMKS,
                row -> {
                    CmkRecord cmk = RowReader.cmk(row, parts);
                    long revision = row.number(17);
                    add(
                            LeafKey.cmk(cmk.keyId()),
                            revision,
                            row.bytes(18),
                            macs.cmk(revision, cmk),
                            new StoreChange.CmkPut(cmk));
                },
                after);
        if (all) {
            checkStrays(parts.versions().keySet(), "a version");
            checkStrays(parts.aliases().keySet(), "an alias");
            checkStrays(parts.chains().keySet(), "a certificate");
            checkStrays(parts.tags().keySet(), "a tag");
        }
    }

    private void checkStrays(Set<String> left, String what) {
        for (String owner : left) {
            problems.add(what + " belongs to CMK " + owner + ", which there is not");
        }
    }

    private void readCertificates(long after) throws SQLException {
        reader.forEach(
                "trusted_certificate",
                Sql.TRUSTED_CERTIFICATES,
                row -> {
                    var certificate =
                            new TrustedCertificateRecord(row.text(1), row.bytes(2), row.time(3));
                    long revision = row.number(4);
                    add(
                            LeafKey.certificate(certificate.alias()),
                            revision,
                            row.bytes(5),
                            macs.certificate(revision, certificate),
                            new StoreChange.CertificatePut(certificate));
                },
                after);
    }

    /** Every alias of a certificate has its certificate, and every certificate its alias. */
    private void checkAliases() throws SQLException {
        Set<String> names = new HashSet<>();
        reader.forEach("alias", Sql.CERTIFICATE_ALIASES, row -> names.add(row.text(1)));
        for (Snapshot.Row row : rows) {
            if (row.key().kind() == LeafKey.Kind.CERTIFICATE && !names.remove(row.key().id())) {
                problems.add("the alias of " + row.key() + " is missing");
            }
        }
        for (String name : names) {
            problems.add("the alias " + name + " belongs to nothing");
        }
    }

    private void addMaterial(Columns row) throws SQLException {
        byte[] mac = row.bytes(4);
        add(LeafKey.material(row.text(1), row.text(2)), row.number(3), mac, mac, null);
    }

    private void addTask(Columns row) throws SQLException {
        PendingTokenOperation task = RowReader.task(row);
        long revision = row.number(7);
        add(
                LeafKey.task(task.versionId()),
                revision,
                row.bytes(8),
                macs.task(revision, task),
                null);
    }

    private void addEnvelope(Columns row) throws SQLException {
        RootEnvelope envelope = RowReader.envelope(row);
        long revision = row.number(6);
        add(
                LeafKey.envelope(envelope.envelopeId()),
                revision,
                row.bytes(7),
                macs.envelope(revision, row.number(5), envelope),
                null);
    }

    private void add(
            LeafKey key, long revision, byte[] mac, byte[] expected, @Nullable StoreChange change) {
        if (!RecordMacs.matches(expected, mac)) {
            problems.add(key + " does not match its MAC");
        } else {
            rows.add(new Snapshot.Row(key, revision, mac, change));
        }
    }

    private List<LeafKey> removed(long after) throws SQLException {
        List<LeafKey> removed = new ArrayList<>();
        reader.forEach(
                "tombstone",
                Sql.TOMBSTONES,
                row -> {
                    LeafKey.Kind kind = LeafKey.Kind.of(row.text(1));
                    if (kind == null) {
                        problems.add("a removed row is of an unknown kind");
                    } else {
                        removed.add(new LeafKey(kind, row.text(2), row.text(3)));
                    }
                },
                after);
        return removed;
    }
}
