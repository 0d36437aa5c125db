package org.kmsjca.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read transaction found: the store's own row, and what changed after some revision.
 *
 * @param rows in the order of their revisions
 * @param removed hints, not authenticated
 * @param problems what cannot be understood or does not match its MAC
 */
record Snapshot(Info info, List<Row> rows, List<LeafKey> removed, List<String> problems) {

    /**
     * The store's own row.
     *
     * @param lastAudit the last record that the audit has, whatever the row says
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared as part of the record
    record Info(
            String storeId,
            long format,
            long revision,
            long rowCount,
            AuditHead auditHead,
            AuditHead lastAudit,
            StoreNotes notes,
            byte[] mac) {}

    /**
     * A row of the authenticated set.
     *
     * @param change what it is, where the listener hears of its kind
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared as part of the record
    record Row(LeafKey key, long revision, byte[] mac, @Nullable StoreChange change) {}
}
