package org.kmsjca.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the store's own row says beside revision and audit; authenticated with it.
 *
 * @param rootBackup when the root key was last backed up, null for never
 * @param time to the second
 * @param tpmCounter kept for a later version
 */
record StoreNotes(@Nullable Instant rootBackup, KnownTime time, @Nullable Long tpmCounter) {
    static final StoreNotes NONE = new StoreNotes(null, KnownTime.NONE, null);

    StoreNotes withRootBackup(Instant backup) {
        return new StoreNotes(backup, time, tpmCounter);
    }

    StoreNotes withTime(KnownTime known) {
        return new StoreNotes(rootBackup, known, tpmCounter);
    }
}
