package org.kmsjca.kms;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.store.CmkRecord;
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
    private volatile Instant notBefore = Instant.MIN;

    DueChanges(MetadataStore store, CmkRegistry registry, KeyCreation creation) {
        this.store = store;
        this.registry = registry;
        this.creation = creation;
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
        store.write(
                transaction -> {
                    Draft draft = new Draft(registry);
                    for (Cmk cmk : registry.all()) {
                        CmkRecord record = cmk.snapshot().record();
                        Instant date = date(record);
                        if (date != null && !date.isAfter(now)) {
                            change(record, draft, transaction, now);
                        }
                    }
                    draft.writeTo(transaction);
                    return transaction;
                });
    }

    private void change(CmkRecord record, Draft draft, StoreTransaction transaction, Instant now) {
        if (record.keyState() == KeyState.PENDING_DELETION) {
            transaction.remove(record.keyId());
            return;
        }
        if (record.materialExpireTime() != null) {
            draft.put(record.withoutMaterial());
            transaction.removeMaterial(record.keyId());
            return;
        }
        try {
            KeyCreation.NewVersion made = creation.version(record);
            String versionId = made.version().versionId();
            draft.put(record.withVersion(made.version(), versionId));
            transaction.putMaterial(record.keyId(), versionId, made.protectedMaterial());
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
}
