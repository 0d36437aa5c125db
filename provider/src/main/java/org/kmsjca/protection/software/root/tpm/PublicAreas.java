package org.kmsjca.protection.software.root.tpm;

import org.jspecify.annotations.Nullable;
import tss.TpmBuffer;
import tss.tpm.TPMT_PUBLIC;

/** Reads public areas: TSS.Java answers null where the bytes are none. */
final class PublicAreas {
    private PublicAreas() {}

    /** The TPM2B_PUBLIC at the buffer's position; the caller checks how far it was read. */
    static @Nullable TPMT_PUBLIC read(TpmBuffer buffer) {
        try {
            return buffer.createSizedObj(TPMT_PUBLIC.class);
        } catch (RuntimeException rubbish) {
            return null;
        }
    }
}
