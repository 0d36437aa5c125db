package org.kmsjca;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A backup in the place of a store, before or after it is put there.
 *
 * @param store where the store is: its file, or its database
 * @param backup what is restored
 * @param restored the state in the backup
 * @param replaced the state of the store that goes; empty when there is none, or none that can be
 *     read
 * @param kept where the files that go are kept; empty when there are none, and before they go
 * @param programs the other programs that are connected to the store's database, which are to be
 *     stopped first; empty for a file
 */
public record StoreRestoration(
        String store,
        Path backup,
        StoreRevision restored,
        Optional<StoreRevision> replaced,
        Optional<Path> kept,
        List<String> programs) {
    /** True when changes are known that the backup does not have. */
    public boolean isOlder() {
        return replaced.map(StoreRevision::number).orElse(0L) > restored.number();
    }

    /** The same, done. */
    public StoreRestoration done(Optional<Path> where) {
        return new StoreRestoration(store, backup, restored, replaced, where, programs);
    }
}
