package org.kmsjca;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A store, and the programs that use it.
 *
 * @param store where it is: its file, or its database
 * @param revision the newest state
 * @param programs those connected to the database, each with version, host and process id, sorted;
 *     empty for a file, which knows of none
 * @param notification the time that the database took to tell of a change just now; empty for a
 *     file
 */
public record StoreStatus(
        String store,
        StoreRevision revision,
        List<String> programs,
        Optional<Duration> notification) {
    public StoreStatus {
        programs = List.copyOf(programs);
    }
}
