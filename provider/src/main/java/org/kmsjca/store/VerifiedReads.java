package org.kmsjca.store;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows on a connection of its own and compares them with the verified set. A row that differs
 * belongs to a commit that is yet to be pulled, or was tampered with.
 */
final class VerifiedReads {
    /** Reads of another connection may be ahead of what was pulled. */
    private static final int ATTEMPTS = 3;

    private final StoreReader reader;
    private final Transactions transactions;
    private final Runnable pull;
    private final StoreErrors failures;

    VerifiedReads(
            StoreReader reader, Transactions transactions, Runnable pull, StoreErrors failures) {
        this.reader = reader;
        this.transactions = transactions;
        this.pull = pull;
        this.failures = failures;
    }

    /** The root key under each of its roots of trust. */
    List<RootEnvelope> envelopes() {
        return verified(() -> reader.envelopes(transactions.unlocked()));
    }

    /** Reads the pending operations on key material in tokens. */
    List<PendingTokenOperation> tasks() {
        return verified(() -> reader.tasks(transactions.unlocked()));
    }

    /** The protected key material of a version; null when there is none. */
    byte @Nullable [] material(LeafKey key) {
        VerifiedView current = transactions.unlocked();
        for (int i = 0; i < ATTEMPTS; i++) {
            StoreReader.StoredMaterial found = reader.material(key, current.macs());
            if (found == null ? current.isCurrent(key, null) : isCurrent(current, key, found)) {
                return found == null ? null : found.content();
            }
            pull.run();
        }
        throw failures.changed(key + " is not what was written");
    }

    private static boolean isCurrent(
            VerifiedView current, LeafKey key, StoreReader.StoredMaterial found) {
        return found.intact() && current.isCurrent(key, found.mac());
    }

    private <T> List<T> verified(Supplier<StoreReader.Verified<T>> reading) {
        StoreReader.Verified<T> found = reading.get();
        for (int i = 1; i < ATTEMPTS && !found.problems().isEmpty(); i++) {
            pull.run();
            found = reading.get();
        }
        if (!found.problems().isEmpty()) {
            throw failures.changed(found.problems().get(0));
        }
        return found.values();
    }
}
