package org.kmsjca;

/** Whether the KMS makes new versions of a CMK by itself. */
public enum AutomaticRotation {
    ENABLED("Enabled"),
    DISABLED("Disabled"),
    /** Enabled, but the CMK is not in state Enabled: it goes on when the CMK is. */
    SUSPENDED("Suspended");

    private final String kmsName;

    AutomaticRotation(String kmsName) {
        this.kmsName = kmsName;
    }

    /** The KMS's spelling. */
    @Override
    public String toString() {
        return kmsName;
    }
}
