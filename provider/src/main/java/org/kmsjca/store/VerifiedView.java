package org.kmsjca.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AuditVerification;

/**
 * Keeps a listener's picture of the store in step with the file: verified, complete, in the order
 * of revisions. A step counts as taken when the listener has returned; one that threw gets it again
 * with the next. Only the store's one writing connection moves it; every thread may ask it.
 */
final class VerifiedView {
    private final StoreErrors failures;
    private final RecordMacs macs;
    private final Consumer<List<StoreChange>> listener;
    private volatile long passedRevision;
    private volatile StoreState state = StoreState.UNKNOWN;

    VerifiedView(StoreErrors failures, RecordMacs macs, Consumer<List<StoreChange>> listener) {
        this.failures = failures;
        this.macs = macs;
        this.listener = listener;
    }

    /** The next revision comes after this one, which was acknowledged and is given up. */
    void pass(long revision) {
        passedRevision = revision;
    }

    /** The revision that is given up; not positive when there is none, or it is not known. */
    long passedRevision() {
        return passedRevision;
    }

    /** Whether that revision is given up. */
    boolean hasPassed(long revision) {
        return passedRevision >= revision;
    }

    StoreState state() {
        return state;
    }

    /** Reads and verifies what is new, inside a transaction. */
    Step read(StoreConnection connection) throws SQLException {
        StoreState known = state;
        var verification =
                new SetVerification(
                        macs,
                        known,
                        problem -> {
                            throw failures.changed(problem);
                        });
        var reader = new SnapshotReader(connection, failures, macs);
        Snapshot.Info info = reader.info();
        if (info.revision() == known.revision()) {
            verification.checkUnchanged(info);
            return new Step(known, List.of());
        }
        if (info.revision() < known.revision()) {
            throw failures.wentBack(info.revision(), known.revision());
        }
        return verification.step(reader.read(info, known.revision()));
    }

    /** Writes an own transaction's changes, inside it. */
    Step write(StoreConnection connection, PendingChanges pending, @Nullable CounterGuard guard)
            throws SQLException {
        return new ChangeWriter(
                        connection, state, macs, Math.max(passedRevision, pending.passedRevision()))
                .write(pending, guard);
    }

    /** Tells the listener of a step that is committed. */
    void deliver(Step step) {
        if (!step.changes().isEmpty()) {
            listener.accept(step.changes());
        }
        state = step.state();
    }

    /**
     * Whether this is the row that the set has under that key, by its MAC.
     *
     * @param mac null when there is no such row
     */
    boolean isCurrent(LeafKey key, byte @Nullable [] mac) {
        byte[] known = state.rows().mac(key);
        if (known == null || mac == null) {
            return known == null && mac == null;
        }
        return RecordMacs.matches(known, mac);
    }

    RecordMacs macs() {
        return macs;
    }

    /** Verifies the whole store anew, inside a transaction, and says what is wrong with it. */
    List<String> problems(StoreConnection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        verifyAll(connection, problems);
        new RowReader(connection, problems::add)
                .forEach(
                        "key_material",
                        Sql.MATERIALS,
                        row -> {
                            LeafKey key = LeafKey.material(row.text(1), row.text(2));
                            byte[] expected = macs.material(row.number(3), key, row.bytes(5));
                            if (!RecordMacs.matches(expected, row.bytes(4))) {
                                problems.add(key + " does not match its MAC");
                            }
                        });
        return problems;
    }

    private Snapshot.Info verifyAll(StoreConnection connection, List<String> problems)
            throws SQLException {
        var reader = new SnapshotReader(connection, failures, macs);
        Snapshot.Info info = reader.info();
        new SetVerification(macs, StoreState.UNKNOWN, problems::add)
                .step(reader.read(info, SnapshotReader.FROM_THE_START));
        return info;
    }

    /** Verifies the audit from its first record to the one that the store names as its last. */
    AuditVerification verifyAudit(StoreConnection connection, @Nullable AuditHead known)
            throws SQLException {
        List<String> problems = new ArrayList<>();
        Snapshot.Info info = verifyAll(connection, problems);
        AuditVerification found = new AuditReader(connection).verify(macs, info.auditHead(), known);
        if (!found.isIntact() || problems.isEmpty()) {
            return found;
        }
        return new AuditVerification(
                found.intactRecords(),
                found.lastMac(),
                Optional.of(
                        "where the audit ends is not known, as the store was changed by something"
                                + " else: "
                                + problems.get(0)));
    }
}
