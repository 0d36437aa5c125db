package org.kmsjca.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the store's own row says beside revision and audit; authenticated with it.
 *
 * @param rootBackup when the root key was last backed up, null for never
 * @param time to the second
 * @param tpmCounter what the TPM's counter must not be beyond; null without one
 */
record StoreNotes(@Nullable Instant rootBackup, KnownTime time, @Nullable Long tpmCounter) {
    static final StoreNotes NONE = new StoreNotes(null, KnownTime.NONE, null);

    StoreNotes withRootBackup(Instant backup) {
        return new StoreNotes(backup, time, tpmCounter);
    }

    StoreNotes withTpmCounter(long value) {
        return new StoreNotes(rootBackup, time, value);
    }

    StoreNotes withTime(KnownTime known) {
        return new StoreNotes(rootBackup, known, tpmCounter);
    }
}
