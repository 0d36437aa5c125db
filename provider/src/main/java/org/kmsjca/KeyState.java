package org.kmsjca;

/** The state of a CMK. */
public enum KeyState {
    ENABLED("Enabled"),
    DISABLED("Disabled"),
    PENDING_DELETION("PendingDeletion"),
    PENDING_IMPORT("PendingImport");

    private final String kmsName;

    KeyState(String kmsName) {
        this.kmsName = kmsName;
    }

    /**
     * The state with the KMS's spelling, such as {@code PendingDeletion}.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when there is none
     */
    public static KeyState of(String kmsName) {
        return KmsNames.lookup("KeyState", values(), kmsName);
    }

    /** The KMS's spelling. */
    @Override
    public String toString() {
        return kmsName;
    }
}
