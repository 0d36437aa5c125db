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
 * with the next.
 */
final class Replica {
    private final StoreFailures failures;
    private final RecordSeal seal;
    private final Ledger ledger;
    private final Consumer<List<StoreChange>> listener;

    Replica(StoreFailures failures, RecordSeal seal, Consumer<List<StoreChange>> listener) {
        this.failures = failures;
        this.seal = seal;
        this.ledger = new Ledger(seal);
        this.listener = listener;
    }

    /** Reads and verifies what is new, inside a transaction. */
    Ledger.Step read(SqliteConnection connection) throws SQLException {
        Snapshot snapshot = new SnapshotReader(connection, failures, ledger.revision()).read();
        return ledger.check(
                snapshot,
                problem -> {
                    throw failures.changed(problem);
                });
    }

    /** Writes an own transaction's changes, inside it. */
    Ledger.Step write(SqliteConnection connection, PendingChanges pending) throws SQLException {
        return new ChangeWriter(connection, ledger, seal).write(pending);
    }

    /** Whether this KMS wrote the task. */
    boolean isAuthentic(MaterialTask task, byte[] mac) {
        return RecordSeal.matches(seal.task(task), mac);
    }

    /** Tells the listener of a step that is committed. */
    void deliver(Ledger.Step step) {
        if (!step.changes().isEmpty()) {
            listener.accept(step.changes());
        }
        ledger.take(step);
    }

    /** Verifies the whole store anew, inside a transaction, and says what is wrong with it. */
    List<String> problems(SqliteConnection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        Snapshot snapshot = new SnapshotReader(connection, failures, 0).read();
        new Ledger(seal).check(snapshot, problems::add);
        return problems;
    }

    /** Verifies the audit from its first record to the one that the store names as its last. */
    AuditVerification verifyAudit(SqliteConnection connection, @Nullable AuditHead known)
            throws SQLException {
        Snapshot snapshot = new SnapshotReader(connection, failures, 0).read();
        List<String> problems = new ArrayList<>();
        new Ledger(seal).check(snapshot, problems::add);
        AuditVerification found =
                new AuditReader(connection).verify(seal, snapshot.auditHead(), known);
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
