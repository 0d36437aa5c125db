package org.kmsjca;

/** The schemes by which a public key encrypts a key: the KMS's WrappingAlgorithm. */
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
    SM2PKE,
    /**
     * For private keys of EC_SM2, in ImportKeyMaterial only: an SM4 key of 16 bytes under SM2PKE
     * (113 bytes, C1, C3, C2 without ASN.1), behind it the private value D of 32 bytes under SM4 in
     * ECB, without padding as clients of the KMS send it, or with PKCS#7 padding.
     */
    SM2PKE_SM4_ECB
}
