package org.kmsjca.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read transaction found: the store's own row, and what changed after some revision.
 *
 * @param rows in the order of their revisions, within one revision removals first
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared as part of the record
record Snapshot(String storeId, long revision, AuditHead auditHead, byte[] mac, List<Row> rows) {

    /**
     * An entry with what it is about.
     *
     * @param change null when the rows of it are missing or not readable
     */
    record Row(Entry entry, @Nullable StoreChange change) {}
}
