package org.kmsjca.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Holds what was read from the file against what is known of it and against the store's MAC. */
final class SetVerification {
    private final RecordMacs macs;
    private final StoreState known;
    private final Consumer<String> problems;

    /**
     * @param problems takes each thing that is wrong; may throw
     */
    SetVerification(RecordMacs macs, StoreState known, Consumer<String> problems) {
        this.macs = macs;
        this.known = known;
        this.problems = problems;
    }

    /** Checks the store's own row when it is at the revision that is known. */
    void checkUnchanged(Snapshot.Info info) {
        if (!isOf(info, known)) {
            problems.accept(
                    "its own row of revision %s is not the one that was written"
                            .formatted(info.revision()));
        }
        checkAudit(info);
    }

    /** The step to what was read. */
    Step step(Snapshot snapshot) {
        Snapshot.Info info = snapshot.info();
        snapshot.problems().forEach(problems);
        List<StoreChange> changes = new ArrayList<>();
        HashTree rows = next(snapshot, changes);
        List<Snapshot.Row> delivered = new ArrayList<>();
        for (Snapshot.Row row : snapshot.rows()) {
            if (row.revision() > info.revision()) {
                problems.accept(
                        row.key() + " is of revision " + row.revision() + ", which is to come");
            }
            if (row.change() != null) {
                delivered.add(row);
            }
        }
        delivered.sort(Comparator.comparingLong(Snapshot.Row::revision));
        for (Snapshot.Row row : delivered) {
            if (row.change() != null) {
                changes.add(row.change());
            }
        }
        StoreState next = new StoreState(info.revision(), rows, info.auditHead(), info.notes());
        if (info.revision() < known.revision()) {
            problems.accept(
                    "it is at revision %s although it has been at %s"
                            .formatted(info.revision(), known.revision()));
        } else if (!isOf(info, next)) {
            problems.accept(
                    "the rows of revision %s are not the ones that were written"
                            .formatted(info.revision()));
        }
        checkAudit(info);
        return new Step(next, changes);
    }

    /** The set after what was read; one row of each key. */
    private HashTree next(Snapshot snapshot, List<StoreChange> changes) {
        HashTree rows = known.rows();
        if (rows.size() == 0) {
            HashTree all = rows.with(snapshot.rows());
            if (all.size() != snapshot.rows().size()) {
                problems.accept("a row is there twice");
            }
            return all;
        }
        Set<LeafKey> present = new HashSet<>();
        for (Snapshot.Row row : snapshot.rows()) {
            if (!present.add(row.key())) {
                problems.accept(row.key() + " is there twice");
            }
        }
        for (LeafKey key : snapshot.removed()) {
            if (!present.contains(key) && rows.contains(key)) {
                rows = rows.without(key);
                addRemoval(key, changes);
            }
        }
        return rows.with(snapshot.rows());
    }

    private boolean isOf(Snapshot.Info info, StoreState state) {
        return info.storeId().equals(macs.storeId())
                && info.format() == Sql.SCHEMA_VERSION
                && info.revision() == state.revision()
                && info.rowCount() == state.rows().size()
                && info.auditHead().sequence() == state.auditHead().sequence()
                && RecordMacs.matches(info.auditHead().mac(), state.auditHead().mac())
                && info.notes().equals(state.notes())
                && RecordMacs.matches(macs.store(state), info.mac());
    }

    private void checkAudit(Snapshot.Info info) {
        AuditHead named = info.auditHead();
        AuditHead last = info.lastAudit();
        if (named.sequence() != last.sequence() || !RecordMacs.matches(named.mac(), last.mac())) {
            problems.accept(
                    ("its audit ends with record %s, which is not the record %s that was"
                                    + " written last")
                            .formatted(last.sequence(), named.sequence()));
        }
    }

    private static void addRemoval(LeafKey key, List<StoreChange> changes) {
        if (key.kind() == LeafKey.Kind.CMK) {
            changes.add(new StoreChange.CmkRemoved(key.id()));
        } else if (key.kind() == LeafKey.Kind.CERTIFICATE) {
            changes.add(new StoreChange.CertificateRemoved(key.id()));
        }
    }
}
