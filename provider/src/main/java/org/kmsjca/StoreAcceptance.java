package org.kmsjca;

import java.util.OptionalLong;

/**
 * A store that is older than what was acknowledged, before it is accepted.
 *
 * @param store where it is: its file, or its database
 * @param found the state that the store has
 * @param acknowledged the number of the last revision that was acknowledged; empty when the record
 *     of it is damaged, or when only the TPM's counter tells that the store is older
 */
public record StoreAcceptance(String store, StoreRevision found, OptionalLong acknowledged) {
    /** Gives the number of changes that are given up; empty when it is not known. */
    public OptionalLong changesGivenUp() {
        return acknowledged.isPresent()
                ? OptionalLong.of(Math.max(0, acknowledged.getAsLong() - found.number()))
                : OptionalLong.empty();
    }
}
