package org.kmsjca;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param totalCount how many entries all pages have together
 * @param pageNumber from 1
 * @param pageSize how many entries a full page has
 */
public record Page<T>(List<T> items, int totalCount, int pageNumber, int pageSize) {
    /** Whether a further page has entries. */
    public boolean hasNext() {
        return (long) pageNumber * pageSize < totalCount;
    }
}
