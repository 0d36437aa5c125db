package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;

/** A secret that only the TPM which holds a key can read: clear for us, encrypted for it. */
@SuppressWarnings("ArrayRecordComponent") // handed on and wiped, never compared
record SharedSecret(byte[] clear, byte[] encrypted) {
    void wipe() {
        Arrays.fill(clear, (byte) 0);
    }
}
