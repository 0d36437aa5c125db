package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import tss.tpm.CreatePrimaryResponse;
import tss.tpm.ReadPublicResponse;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;

/** A storage key in a TPM: the parent of sealed objects, and what sessions are salted to. */
final class StorageKey {
    private final TPM_HANDLE handle;
    private final StoragePublic publicArea;

    private StorageKey(TPM_HANDLE handle, StoragePublic publicArea) {
        this.handle = handle;
        this.publicArea = publicArea;
    }

    /** Makes the primary key of the owner's hierarchy anew, or finds the persistent one. */
    static StorageKey open(TpmClient tpm, ParentKind kind) {
        if (kind.isPersistent()) {
            TPM_HANDLE handle = TPM_HANDLE.from(kind.handle());
            ReadPublicResponse read = tpm.ReadPublic(handle);
            StoragePublic publicArea = StoragePublic.of(read.outPublic);
            handle.Name = publicArea.name();
            return new StorageKey(handle, publicArea);
        }
        return primary(tpm, TPM_HANDLE.OWNER, kind.template());
    }

    /** A primary key that outlives TPM2_Clear, and so tells one TPM from another. */
    static byte[] endorsementName(TpmClient tpm) {
        StorageKey key = primary(tpm, TPM_HANDLE.ENDORSEMENT, Templates.eccStorage());
        tpm.flushQuietly(key.handle);
        return key.name();
    }

    private static StorageKey primary(TpmClient tpm, TPM_HANDLE hierarchy, TPMT_PUBLIC template) {
        CreatePrimaryResponse made =
                tpm.CreatePrimary(
                        TPM_HANDLE.from(hierarchy.handle),
                        new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
                        template,
                        new byte[0],
                        new TPMS_PCR_SELECTION[0]);
        return new StorageKey(made.handle, StoragePublic.of(made.outPublic));
    }

    TPM_HANDLE handle() {
        return handle;
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
