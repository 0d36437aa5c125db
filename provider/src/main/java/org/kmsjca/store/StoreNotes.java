package org.kmsjca.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the store's own row says beside revision and audit; authenticated with it.
 *
 * @param rootBackup when the root key was last backed up, null for never
 * @param lastTime kept for a later version
 * @param tpmCounter kept for a later version
 */
record StoreNotes(
        @Nullable Instant rootBackup, @Nullable Long lastTime, @Nullable Long tpmCounter) {
    static final StoreNotes NONE = new StoreNotes(null, null, null);

    StoreNotes withRootBackup(Instant time) {
        return new StoreNotes(time, lastTime, tpmCounter);
    }
}
