package org.kmsjca.protection.hsm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * The table of mechanisms that hash inside the token. They are taken where those that sign a digest
 * are missing, or do not work with a key: TPMs know no other way for keys that only sign.
 */
final class MessageSigning {
    static final long NONE = -1;

    private MessageSigning() {}

    /** The mechanism of PKCS#1 v1.5 signatures; NONE where PKCS#11 v2.40 and 3.0 have none. */
    static long pkcs1(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> PKCS11Constants.CKM_SHA1_RSA_PKCS;
            case SHA224 -> PKCS11Constants.CKM_SHA224_RSA_PKCS;
            case SHA256 -> PKCS11Constants.CKM_SHA256_RSA_PKCS;
            case SHA384 -> PKCS11Constants.CKM_SHA384_RSA_PKCS;
            case SHA512 -> PKCS11Constants.CKM_SHA512_RSA_PKCS;
            case SHA3_224 -> PKCS11Constants.CKM_SHA3_224_RSA_PKCS;
            case SHA3_256 -> PKCS11Constants.CKM_SHA3_256_RSA_PKCS;
            case SHA3_384 -> PKCS11Constants.CKM_SHA3_384_RSA_PKCS;
            case SHA3_512 -> PKCS11Constants.CKM_SHA3_512_RSA_PKCS;
            case SHA512_224, SHA512_256 -> NONE;
        };
    }

    /** The mechanism of PSS signatures. */
    static long pss(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> PKCS11Constants.CKM_SHA1_RSA_PKCS_PSS;
            case SHA224 -> PKCS11Constants.CKM_SHA224_RSA_PKCS_PSS;
            case SHA256 -> PKCS11Constants.CKM_SHA256_RSA_PKCS_PSS;
            case SHA384 -> PKCS11Constants.CKM_SHA384_RSA_PKCS_PSS;
            case SHA512 -> PKCS11Constants.CKM_SHA512_RSA_PKCS_PSS;
            case SHA3_224 -> PKCS11Constants.CKM_SHA3_224_RSA_PKCS_PSS;
            case SHA3_256 -> PKCS11Constants.CKM_SHA3_256_RSA_PKCS_PSS;
            case SHA3_384 -> PKCS11Constants.CKM_SHA3_384_RSA_PKCS_PSS;
            case SHA3_512 -> PKCS11Constants.CKM_SHA3_512_RSA_PKCS_PSS;
            case SHA512_224, SHA512_256 -> NONE;
        };
    }

    /** The mechanism of ECDSA signatures. */
    static long ecdsa(DigestAlgorithm digest) {
        return switch (digest) {
            case SHA1 -> PKCS11Constants.CKM_ECDSA_SHA1;
            case SHA224 -> PKCS11Constants.CKM_ECDSA_SHA224;
            case SHA256 -> PKCS11Constants.CKM_ECDSA_SHA256;
            case SHA384 -> PKCS11Constants.CKM_ECDSA_SHA384;
            case SHA512 -> PKCS11Constants.CKM_ECDSA_SHA512;
            case SHA3_224 -> PKCS11Constants.CKM_ECDSA_SHA3_224;
            case SHA3_256 -> PKCS11Constants.CKM_ECDSA_SHA3_256;
            case SHA3_384 -> PKCS11Constants.CKM_ECDSA_SHA3_384;
            case SHA3_512 -> PKCS11Constants.CKM_ECDSA_SHA3_512;
            case SHA512_224, SHA512_256 -> NONE;
        };
    }

    /** Mechanisms that sign digests, and behind them those of the table. */
    static List<Long> orDigest(ToLongFunction<DigestAlgorithm> table, Long... ofDigests) {
        List<Long> all = new ArrayList<>(List.of(ofDigests));
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            long code = table.applyAsLong(digest);
            if (code != NONE) {
                all.add(code);
            }
        }
        return all;
    }
}
