package org.kmsjca.kms;

import java.security.SecureRandom;

/** GenerateRandom. */
public final class RandomNumbers {
    private RandomNumbers() {}

    /**
     * Draws so many bytes.
     *
     * @throws org.kmsjca.KmsException with InvalidParameter when it is not from 1 to {@link
     *     Limits#MAXIMUM_RANDOM_BYTES}
     */
    public static byte[] draw(SecureRandom random, int numberOfBytes) {
        if (numberOfBytes < 1 || numberOfBytes > Limits.MAXIMUM_RANDOM_BYTES) {
            throw KmsErrors.invalid(
                    "the length of GenerateRandom is %s, allowed are 1 to %s bytes"
                            .formatted(numberOfBytes, Limits.MAXIMUM_RANDOM_BYTES));
        }
        byte[] bytes = new byte[numberOfBytes];
        random.nextBytes(bytes);
        return bytes;
    }
}
