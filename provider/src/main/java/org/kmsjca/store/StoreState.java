package org.kmsjca.store;

/**
 * The whole store at one revision, as far as it is authenticated. Immutable: a transaction makes
 * the next one and drops it when it fails.
 *
 * @param revision counts commits; -1 before anything was read
 * @param rows every row of the authenticated tables
 * @param auditHead the last record of the audit
 */
record StoreState(long revision, HashTree rows, AuditHead auditHead, StoreNotes notes) {
    static final StoreState UNKNOWN =
            new StoreState(-1, HashTree.EMPTY, AuditHead.START, StoreNotes.NONE);
}
