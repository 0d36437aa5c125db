package org.kmsjca;

/** The places of a CMK's key material. */
public enum ProtectionLevel {
    /** Encrypted under a root key by the software module. */
    SOFTWARE,
    /** Only inside an HSM, reached over PKCS#11. */
    HSM;

    /**
     * The level with the KMS's spelling.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when there is none
     */
    public static ProtectionLevel of(String kmsName) {
        return KmsNames.lookup("ProtectionLevel", values(), kmsName);
    }
}
