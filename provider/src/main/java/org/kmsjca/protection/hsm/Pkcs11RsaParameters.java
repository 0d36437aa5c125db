package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_OAEP_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Cryptoki's parameters of PSS and OAEP. */
final class Pkcs11RsaParameters {
    private Pkcs11RsaParameters() {}

    /** Null when Cryptoki has no code for the mask. */
    static @Nullable CK_RSA_PKCS_PSS_PARAMS pss(SignatureMechanism.RsaPss pss) {
        long mask = mask(pss.maskDigest());
        if (mask == 0) {
            return null;
        }
        var parameters = new CK_RSA_PKCS_PSS_PARAMS();
        parameters.hashAlg = digest(pss.digest());
        parameters.mgf = mask;
        parameters.sLen = pss.saltLength();
        return parameters;
    }

    /** Null when Cryptoki has no code for the mask. */
    static @Nullable CK_RSA_PKCS_OAEP_PARAMS oaep(
            DigestAlgorithm digest, DigestAlgorithm maskDigest, byte[] label) {
        long mask = mask(maskDigest);
        if (mask == 0) {
            return null;
        }
        var parameters = new CK_RSA_PKCS_OAEP_PARAMS();
        parameters.hashAlg = digest(digest);
        parameters.mgf = mask;
        parameters.source = PKCS11Constants.CKZ_DATA_SPECIFIED;
        parameters.pSourceData = label.length == 0 ? null : label;
        return parameters;
    }

    private static long digest(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> PKCS11Constants.CKM_SHA_1;
            case SHA224 -> PKCS11Constants.CKM_SHA224;
            case SHA256 -> PKCS11Constants.CKM_SHA256;
            case SHA384 -> PKCS11Constants.CKM_SHA384;
            case SHA512 -> PKCS11Constants.CKM_SHA512;
            case SHA512_224 -> PKCS11Constants.CKM_SHA512_224;
            case SHA512_256 -> PKCS11Constants.CKM_SHA512_256;
            case SHA3_224 -> PKCS11Constants.CKM_SHA3_224;
            case SHA3_256 -> PKCS11Constants.CKM_SHA3_256;
            case SHA3_384 -> PKCS11Constants.CKM_SHA3_384;
            case SHA3_512 -> PKCS11Constants.CKM_SHA3_512;
        };
    }

    private static long mask(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> PKCS11Constants.CKG_MGF1_SHA1;
            case SHA224 -> PKCS11Constants.CKG_MGF1_SHA224;
            case SHA256 -> PKCS11Constants.CKG_MGF1_SHA256;
            case SHA384 -> PKCS11Constants.CKG_MGF1_SHA384;
            case SHA512 -> PKCS11Constants.CKG_MGF1_SHA512;
            case SHA512_224, SHA512_256 -> 0;
            case SHA3_224 -> PKCS11Constants.CKG_MGF1_SHA3_224;
            case SHA3_256 -> PKCS11Constants.CKG_MGF1_SHA3_256;
            case SHA3_384 -> PKCS11Constants.CKG_MGF1_SHA3_384;
            case SHA3_512 -> PKCS11Constants.CKG_MGF1_SHA3_512;
        };
    }
}
