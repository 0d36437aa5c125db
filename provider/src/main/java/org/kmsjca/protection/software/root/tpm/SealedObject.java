package org.kmsjca.protection.software.root.tpm;

import java.util.Arrays;
import tss.TpmBuffer;
import tss.tpm.CreateResponse;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;

/** Seals and unseals within one connection; all of it in salted, encrypted sessions. */
final class SealedObject {
    private SealedObject() {}

    /** TPM2_Create of an object that holds the clear bytes, by this TPM only. */
    static TpmKeyFile create(
            TpmClient tpm, StorageKey parent, SealPolicy policy, byte[] authValue, byte[] clear) {
        TPMT_PUBLIC template =
                Templates.sealed(
                        policy.pcrs() == null, policy.pin(), true, policy.digest(), none());
        TPMS_SENSITIVE_CREATE sensitive = new TPMS_SENSITIVE_CREATE(authValue, clear);
        try (AuthSession session = AuthSession.hmac(tpm, parent)) {
            CreateResponse made =
                    tpm.with(session, AuthSession.DECRYPT)
                            .Create(
                                    parent.handle(),
                                    sensitive,
                                    template,
                                    none(),
                                    new TPMS_PCR_SELECTION[0]);
            return new TpmKeyFile(
                    !policy.pin(),
                    KeyFilePolicy.of(policy),
                    null,
                    parent.kind().equals(ParentKind.RSA),
                    parent.kind().handle(),
                    TpmCrypto.sized(made.outPublic.toBytes()),
                    made.outPrivate.toBytes());
        }
    }

    /** Loads it, after TPM2_Import when it came from outside. */
    static TPM_HANDLE load(TpmClient tpm, StorageKey parent, TpmKeyFile file) {
        TPMT_PUBLIC publicArea = publicArea(file);
        TPM2B_PRIVATE privateArea = privateArea(file.privkey());
        byte[] secret = file.secret();
        if (secret != null) {
            privateArea =
                    tpm.Import(
                            parent.handle(),
                            none(),
                            publicArea,
                            privateArea,
                            unsized(secret, "secret"),
                            new TPMT_SYM_DEF_OBJECT());
        }
        return tpm.Load(parent.handle(), privateArea, publicArea);
    }

    /**
     * TPM2_Unseal.
     *
     * @param now the values of the policy's PCRs; ignored when there are none
     */
    static byte[] unseal(
            TpmClient tpm,
            StorageKey parent,
            TPM_HANDLE object,
            SealPolicy policy,
            PcrValues now,
            byte[] authValue) {
        object.AuthValue = authValue;
        boolean byPolicy = policy.pcrs() != null;
        try (AuthSession session =
                byPolicy ? AuthSession.policy(tpm, parent) : AuthSession.hmac(tpm, parent)) {
            if (byPolicy) {
                policy.fulfil(tpm, session, now);
            }
            return tpm.with(session, AuthSession.ENCRYPT).Unseal(object);
        }
    }

    /**
     * Looks at a key file before a TPM does.
     *
     * @throws IllegalArgumentException when it can hold no sealed data
     */
    static void check(TpmKeyFile file) {
        publicArea(file);
        privateArea(file.privkey());
        byte[] secret = file.secret();
        if (secret != null) {
            unsized(secret, "secret");
        }
    }

    /** The public area of the object, which must be sealed data. */
    static TPMT_PUBLIC publicArea(TpmKeyFile file) {
        TpmBuffer buffer = new TpmBuffer(file.pubkey());
        TPMT_PUBLIC area = PublicAreas.read(buffer);
        if (area == null
                || !buffer.isOk()
                || !Arrays.equals(TpmCrypto.sized(area.toBytes()), file.pubkey())
                || area.type().toInt() != TPM_ALG_ID.KEYEDHASH.toInt()) {
            throw new IllegalArgumentException("its public area is no sealed data");
        }
        return area;
    }

    private static TPM2B_PRIVATE privateArea(byte[] sized) {
        return new TPM2B_PRIVATE(unsized(sized, "private area"));
    }

    /** Reads a part behind its length, which must be that of all that follows. */
    private static byte[] unsized(byte[] sized, String name) {
        if (sized.length < Short.BYTES
                || !Arrays.equals(
                        TpmCrypto.uint16(sized.length - Short.BYTES),
                        Arrays.copyOf(sized, Short.BYTES))) {
            throw new IllegalArgumentException("its " + name + " has another length than it says");
        }
        return Arrays.copyOfRange(sized, Short.BYTES, sized.length);
    }

    private static byte[] none() {
        return new byte[0];
    }
}
