package org.kmsjca;

/** The usages of CMKs; exactly one per CMK, fixed at creation. */
public enum KeyUsage {
    ENCRYPT_DECRYPT("ENCRYPT/DECRYPT"),
    SIGN_VERIFY("SIGN/VERIFY"),
    GENERATE_VERIFY_MAC("GENERATE/VERIFY MAC"),
    KEY_AGREEMENT("KEY_AGREEMENT");

    private final String kmsName;

    KeyUsage(String kmsName) {
        this.kmsName = kmsName;
    }

    /**
     * The usage with the KMS's spelling, such as {@code SIGN/VERIFY}.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when there is none
     */
    public static KeyUsage of(String kmsName) {
        return KmsNames.lookup("KeyUsage", values(), kmsName);
    }

    /** The KMS's spelling. */
    @Override
    public String toString() {
        return kmsName;
    }
}
