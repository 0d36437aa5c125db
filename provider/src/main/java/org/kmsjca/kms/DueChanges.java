package org.kmsjca.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.MaterialTask;
import org.kmsjca.store.MetadataStore;
import org.kmsjca.store.StoreTransaction;

/**
 * What time brings: CMKs whose waiting period is over are destroyed, imported material expires,
 * others are rotated. Done by whoever looks first after the date, of all processes, in a
 * transaction that decides anew.
 */
final class DueChanges {
    private static final System.Logger LOG = System.getLogger("org.kmsjca");

    /** After a failed rotation: nobody's call fails because of it, the next try comes later. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final MetadataStore store;
    private final CmkRegistry registry;
    private final KeyCreation creation;
    private final MaterialJournal journal;
    private final AuditTrail audit;
    private volatile Instant notBefore = Instant.MIN;

    DueChanges(
            MetadataStore store,
            CmkRegistry registry,
            KeyCreation creation,
            MaterialJournal journal,
            AuditTrail audit) {
        this.journal = journal;
        this.store = store;
        this.registry = registry;
        this.creation = creation;
        this.audit = audit;
    }

    /** When something is to be done with the CMK; null for never. */
    static @Nullable Instant date(CmkRecord cmk) {
        if (cmk.keyState() == KeyState.PENDING_DELETION) {
            return cmk.deleteDate();
        }
        return cmk.materialExpireTime() != null ? cmk.materialExpireTime() : Rotations.due(cmk);
    }

    /** Does what is due by now. */
    void run(Instant now) {
        if (now.isBefore(notBefore)) {
            return;
        }
        if (registry.due(now).stream()
                .noneMatch(cmk -> creation.isWithinReach(cmk.snapshot().record()))) {
            return; // what is due waits for an HSM that is not configured
        }
        var change = new Change(now);
        boolean done = false;
        try {
            change.prepare();
            store.write(
                    transaction -> {
                        change.apply(transaction);
                        return change;
                    });
            done = true;
        } finally {
            change.end(done);
        }
    }

    /** What is done at one time. */
    private final class Change {
        private final Instant now;

        /** Versions whose material is outside of the store, which is made before a transaction. */
        private final Map<String, KeyCreation.NewVersion> outside = new HashMap<>();

        private final List<KeyCreation.NewVersion> added = new ArrayList<>();
        private boolean destroysOutside;

        Change(Instant now) {
            this.now = now;
        }

        private boolean isDue(CmkRecord record) {
            Instant date = date(record);
            return date != null && !date.isAfter(now) && creation.isWithinReach(record);
        }

        void prepare() {
            for (Cmk cmk : registry.due(now)) {
                CmkRecord record = cmk.snapshot().record();
                if (isDue(record)
                        && record.keyState() != KeyState.PENDING_DELETION
                        && record.materialExpireTime() == null
                        && creation.isOutside(record)) {
                    attempt(record, () -> outside.put(record.keyId(), creation.version(record)));
                }
            }
        }

        void apply(StoreTransaction transaction) {
            Draft draft = new Draft(registry);
            for (Cmk cmk : registry.due(now)) {
                CmkRecord record = cmk.snapshot().record();
                if (!isDue(record)) {
                    continue;
                }
                if (record.keyState() == KeyState.PENDING_DELETION) {
                    note(journal.destructions(record), transaction);
                    transaction.remove(record.keyId());
                    transaction.append(audit.done(AuditedAction.DESTROY_KEY, record.keyId(), null));
                } else if (record.materialExpireTime() != null) {
                    note(journal.destructions(record), transaction);
                    draft.put(record.withoutMaterial());
                    transaction.removeMaterial(record.keyId());
                    transaction.append(
                            audit.done(AuditedAction.EXPIRE_KEY_MATERIAL, record.keyId(), null));
                } else if (!creation.isOutside(record)) {
                    attempt(
                            record,
                            () -> add(record, creation.version(record), draft, transaction));
                } else if (outside.containsKey(record.keyId())) {
                    add(record, outside.get(record.keyId()), draft, transaction);
                    outside.remove(record.keyId());
                }
            }
            draft.writeTo(transaction);
        }

        private void note(List<MaterialTask> tasks, StoreTransaction transaction) {
            tasks.forEach(transaction::put);
            destroysOutside |= !tasks.isEmpty();
        }

        private void add(
                CmkRecord record,
                KeyCreation.NewVersion made,
                Draft draft,
                StoreTransaction transaction) {
            draft.put(record.withVersion(made.version(), made.version().versionId()));
            made.store(transaction);
            transaction.append(audit.done(AuditedAction.ROTATE_KEY, record.keyId(), null));
            added.add(made);
        }

        private void attempt(CmkRecord record, Runnable rotation) {
            try {
                rotation.run();
            } catch (KmsException e) {
                notBefore = now.plus(PAUSE);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "automatic rotation of CMK "
                                + new CmkSnapshot(record).displayName()
                                + " failed and will be tried again",
                        e);
            }
        }

        /** Takes back what nobody needs: another process was first, or the transaction failed. */
        void end(boolean done) {
            outside.values().forEach(creation::discard);
            if (!done) {
                added.forEach(creation::discard);
            } else if (destroysOutside) {
                journal.settle();
            }
        }
    }
}
