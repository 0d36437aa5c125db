package org.kmsjca;

/** How a key is encrypted with somebody's public key: the KMS's WrappingAlgorithm. */
public enum WrappingAlgorithm {
    /** RSAES-OAEP with SHA-256 and MGF1 with SHA-256. */
    RSAES_OAEP_SHA_256,
    /** RSAES-OAEP with SHA-1 and MGF1 with SHA-1. */
    RSAES_OAEP_SHA_1,
    /** RSAES-PKCS1-v1_5, in ImportKeyMaterial only. */
    RSAES_PKCS1_V1_5,
    /**
     * For private keys, in ImportKeyMaterial only: an AES-256 key under RSAES_OAEP_SHA_256, behind
     * it the PKCS#8 encoding under AES-256-ECB with PKCS#7 padding.
     */
    RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD,
    /** GB/T 32918.4, as C1, C3, C2. */
    SM2PKE
}
