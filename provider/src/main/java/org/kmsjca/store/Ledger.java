package org.kmsjca.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the store's entries, so that any that was edited, swapped, deleted or
 * put back is noticed.
 *
 * <p>The accumulator is the XOR of a MAC per entry, tombstones included; the store's own row holds
 * a MAC over revision and accumulator. The accumulator itself is never stored: whoever saw the
 * differences between many of them could compute a set of old rows that cancel out.
 *
 * <p>Not thread-safe.
 */
final class Ledger {
    private static final int MAC_BYTES = 32;

    private final RecordSeal seal;
    private final Map<Entry.Key, Known> entries = new HashMap<>();
    private byte[] accumulator = emptyAccumulator();
    private long revision;
    private AuditHead auditHead = AuditHead.START;

    Ledger(RecordSeal seal) {
        this.seal = seal;
    }

    /**
     * The next state of a ledger, not taken yet.
     *
     * @param changes what is to be delivered, in order
     */
    @SuppressWarnings("ArrayRecordComponent") // moves into the ledger, compared nowhere
    record Step(
            long revision,
            AuditHead auditHead,
            byte[] accumulator,
            Map<Entry.Key, Known> entries,
            List<StoreChange> changes) {}

    @SuppressWarnings("ArrayRecordComponent") // never changed, compared nowhere
    record Known(boolean removed, byte[] contribution) {}

    static byte[] emptyAccumulator() {
        return new byte[MAC_BYTES];
    }

    long revision() {
        return revision;
    }

    AuditHead auditHead() {
        return auditHead;
    }

    boolean isPresent(Entry.Key key) {
        return isPresent(entries.get(key));
    }

    /** The step of an own transaction with these entries and changes, which are not checked. */
    Step stepTo(
            long newRevision, AuditHead newHead, List<Entry> changed, List<StoreChange> changes) {
        byte[] sum = accumulator.clone();
        Map<Entry.Key, Known> updates = new HashMap<>();
        for (Entry entry : changed) {
            Known known = new Known(entry.removed(), seal.entry(entry));
            Known before = entries.get(entry.key());
            if (before != null) {
                xor(sum, before.contribution());
            }
            xor(sum, known.contribution());
            updates.put(entry.key(), known);
        }
        return new Step(newRevision, newHead, sum, updates, changes);
    }

    /** Checks what was read from the store; each thing wrong with it goes to the problems. */
    Step check(Snapshot snapshot, Consumer<String> problems) {
        List<Entry> changed = new ArrayList<>();
        List<StoreChange> changes = new ArrayList<>();
        for (Snapshot.Row row : snapshot.rows()) {
            Entry entry = row.entry();
            changed.add(entry);
            StoreChange change = row.change();
            if (change == null) {
                problems.accept("rows of " + entry.key() + " are missing or not readable");
            } else if (!RecordSeal.matches(seal.content(entry.revision(), change), entry.mac())) {
                problems.accept("the record of " + entry.key() + " does not match its MAC");
            } else if (!entry.removed() || isPresent(entry.key())) {
                changes.add(change);
            }
        }
        Step step = stepTo(snapshot.revision(), snapshot.auditHead(), changed, changes);
        if (snapshot.revision() < revision) {
            problems.accept(
                    "it is at revision "
                            + snapshot.revision()
                            + " although it has been at "
                            + revision);
        } else if (!RecordSeal.matches(
                seal.store(step.revision(), step.accumulator(), step.auditHead()),
                snapshot.mac())) {
            problems.accept(
                    "the records of revision "
                            + snapshot.revision()
                            + " are not the ones that were written");
        }
        return step;
    }

    void take(Step step) {
        revision = step.revision();
        auditHead = step.auditHead();
        accumulator = step.accumulator();
        entries.putAll(step.entries());
    }

    private static boolean isPresent(@Nullable Known known) {
        return known != null && !known.removed();
    }

    private static void xor(byte[] sum, byte[] contribution) {
        for (int i = 0; i < MAC_BYTES; i++) {
            sum[i] ^= contribution[i];
        }
    }
}
