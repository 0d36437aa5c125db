package org.kmsjca;

/** The rule for descriptions of CMKs. */
public final class Descriptions {
    /** Most characters that a description may have. */
    public static final int MAXIMUM_LENGTH = 8192;

    private Descriptions() {}

    /**
     * The description as given.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is too long or holds
     *     what cannot be kept, see {@link StoredText}
     */
    public static String check(String description) {
        if (description.length() > MAXIMUM_LENGTH) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "Description has %s characters, allowed are 0 to %s"
                            .formatted(description.length(), MAXIMUM_LENGTH));
        }
        return StoredText.check("Description", description);
    }
}
