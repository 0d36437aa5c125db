package org.kmsjca;

/**
 * How a digest is signed: the KMS's Algorithm of AsymmetricSign and AsymmetricVerify. Each takes
 * the digest of the message, {@value #DIGEST_LENGTH} bytes, never the message itself. {@code
 * Signature.getInstance} knows them by the same names.
 */
public enum SigningAlgorithm {
    /** RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes; of a SHA-256 digest. */
    RSA_PSS_SHA_256(KeyType.RSA, "SHA256withRSAandMGF1 or RSASSA-PSS"),
    /** RSASSA-PKCS1-v1_5; of a SHA-256 digest. */
    RSA_PKCS1_SHA_256(KeyType.RSA, "SHA256withRSA"),
    /** ECDSA, DER of r and s; of a SHA-256 digest. */
    ECDSA_SHA_256(KeyType.EC, "SHA256withECDSA"),
    /** SM2 of GB/T 32918.2, DER of r and s; of SM3(Z_A || M), which has the signer's id in it. */
    SM2DSA(KeyType.SM2, "SM3withSM2");

    /** Length of every digest in bytes. */
    public static final int DIGEST_LENGTH = 32;

    private final KeyType keyType;
    private final String hashing;

    SigningAlgorithm(KeyType keyType, String hashing) {
        this.keyType = keyType;
        this.hashing = hashing;
    }

    /** The keys that sign so. */
    public KeyType keyType() {
        return keyType;
    }

    /** The JCA's name of the algorithm that takes the message and hashes it itself. */
    public String hashingAlgorithm() {
        return hashing;
    }
}
