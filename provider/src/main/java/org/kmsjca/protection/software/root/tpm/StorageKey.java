package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.ReadPublicResponse;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPM_HANDLE;

/** A storage key in a TPM: the parent of sealed objects, and what sessions are salted to. */
final class StorageKey {
    private final TPM_HANDLE handle;
    private final StoragePublic publicArea;
    private final ParentKind kind;

    private StorageKey(TPM_HANDLE handle, StoragePublic publicArea, ParentKind kind) {
        this.handle = handle;
        this.kind = kind;
        this.publicArea = publicArea;
    }

    /** Makes the primary key of the owner's hierarchy anew, or finds the persistent one. */
    static StorageKey open(TpmClient tpm, ParentKind kind) {
        if (kind.isPersistent()) {
            TPM_HANDLE handle = TPM_HANDLE.from(kind.handle());
            ReadPublicResponse read = tpm.ReadPublic(handle);
            StoragePublic publicArea = StoragePublic.of(read.outPublic);
            handle.Name = publicArea.name();
            return new StorageKey(handle, publicArea, kind);
        }
        return primary(tpm, TPM_HANDLE.OWNER, kind);
    }

    /** A primary key that outlives TPM2_Clear, and so tells one TPM from another. */
    static byte[] endorsementName(TpmClient tpm) {
        StorageKey key = primary(tpm, TPM_HANDLE.ENDORSEMENT, ParentKind.ECC);
        tpm.flushQuietly(key.handle);
        return key.name();
    }

    private static StorageKey primary(TpmClient tpm, TPM_HANDLE hierarchy, ParentKind kind) {
        CreatePrimaryResponse made =
                tpm.CreatePrimary(
                        TPM_HANDLE.from(hierarchy.handle),
                        new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
                        kind.template(),
                        new byte[0],
                        new TPMS_PCR_SELECTION[0]);
        return new StorageKey(made.handle, StoragePublic.of(made.outPublic), kind);
    }

    TPM_HANDLE handle() {
        return handle;
    }

    ParentKind kind() {
        return kind;
    }

    StoragePublic publicArea() {
        return publicArea;
    }

    byte[] name() {
        return publicArea.name();
    }

    boolean isNamed(byte[] expected) {
        return Arrays.equals(name(), expected);
    }

    SharedSecret newSecret(String label) {
        return publicArea.newSecret(label);
    }
}
