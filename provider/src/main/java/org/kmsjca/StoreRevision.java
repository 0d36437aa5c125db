package org.kmsjca;

import java.time.Instant;
import java.util.Optional;

/**
 * A state of a store.
 *
 * @param number counts the changes of the store; restoring a backup may skip some
 * @param lastChange when the last record of the audit was made; empty before the first
 */
public record StoreRevision(long number, Optional<Instant> lastChange) {
    /** The number with the time, for people. */
    @Override
    public String toString() {
        return "revision " + number + lastChange.map(time -> " of " + time).orElse("");
    }
}
