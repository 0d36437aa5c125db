package org.kmsjca.protection.software.root.tpm;

import tss.tpm.TPM2B_DIGEST_KEYEDHASH;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_KEYEDHASH_PARMS;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_NULL_KDF_SCHEME;
import tss.tpm.TPMS_NULL_SCHEME_KEYEDHASH;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;

/**
 * Public areas of the objects that are made. Every byte of a storage key's template decides which
 * key comes out: they must never change.
 */
final class Templates {
    private static final int RSA_BITS = 2048;
    private static final int AES_BITS = 128;

    private Templates() {}

    static TPMT_PUBLIC eccStorage() {
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                storageAttributes(),
                new byte[0],
                new TPMS_ECC_PARMS(
                        aes(),
                        new TPMS_NULL_ASYM_SCHEME(),
                        TPM_ECC_CURVE.NIST_P256,
                        new TPMS_NULL_KDF_SCHEME()),
                new TPMS_ECC_POINT(new byte[0], new byte[0]));
    }

    static TPMT_PUBLIC rsaStorage() {
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                storageAttributes(),
                new byte[0],
                new TPMS_RSA_PARMS(aes(), new TPMS_NULL_ASYM_SCHEME(), RSA_BITS, 0),
                new TPM2B_PUBLIC_KEY_RSA(new byte[0]));
    }

    /**
     * A sealed object.
     *
     * @param byAuthValue its authValue alone opens it
     * @param countsFailures wrong authValues count against the TPM's dictionary attack protection
     * @param fixed it never leaves this TPM; else it comes from outside
     * @param unique SHA-256 of seed and data of an object from outside, else empty
     */
    static TPMT_PUBLIC sealed(
            boolean byAuthValue,
            boolean countsFailures,
            boolean fixed,
            byte[] authPolicy,
            byte[] unique) {
        int attributes = 0;
        if (fixed) {
            attributes |= TPMA_OBJECT.fixedTPM.toInt() | TPMA_OBJECT.fixedParent.toInt();
        }
        if (byAuthValue) {
            attributes |= TPMA_OBJECT.userWithAuth.toInt();
        }
        if (!countsFailures) {
            attributes |= TPMA_OBJECT.noDA.toInt();
        }
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                new TPMA_OBJECT(attributes),
                authPolicy,
                new TPMS_KEYEDHASH_PARMS(new TPMS_NULL_SCHEME_KEYEDHASH()),
                new TPM2B_DIGEST_KEYEDHASH(unique));
    }

    private static TPMA_OBJECT storageAttributes() {
        return new TPMA_OBJECT(
                TPMA_OBJECT.fixedTPM.toInt()
                        | TPMA_OBJECT.fixedParent.toInt()
                        | TPMA_OBJECT.sensitiveDataOrigin.toInt()
                        | TPMA_OBJECT.userWithAuth.toInt()
                        | TPMA_OBJECT.noDA.toInt()
                        | TPMA_OBJECT.restricted.toInt()
                        | TPMA_OBJECT.decrypt.toInt());
    }

    private static TPMT_SYM_DEF_OBJECT aes() {
        return new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, AES_BITS, TPM_ALG_ID.CFB);
    }
}
