package org.kmsjca.store;

import java.util.HexFormat;

/**
 * The last record of the audit, which the store's own row names and authenticates.
 *
 * @param sequence 0 before the first record
 * @param mac the record's, all zeros before the first
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared as part of the record
record AuditHead(long sequence, byte[] mac) {
    static final AuditHead START = new AuditHead(0, new byte[32]);

    /** The head after a further record with this content. */
    AuditHead next(RecordMacs macs, AuditEntry entry) {
        return new AuditHead(sequence + 1, macs.audit(sequence + 1, entry, mac));
    }

    String hex() {
        return HexFormat.of().formatHex(mac);
    }
}
