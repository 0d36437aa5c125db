package org.kmsjca;

import java.nio.charset.StandardCharsets;
import java.security.spec.AlgorithmParameterSpec;

/**
 * The signer's identity of an SM2 signature, GB/T 32918.2 section 5.5. Without this parameter it is
 * {@link #DEFAULT_USER_ID}. Immutable.
 */
public final class Sm2ParameterSpec implements AlgorithmParameterSpec {
    /** The identity that everybody takes who has none: GM/T 0009 section 10. */
    public static final String DEFAULT_USER_ID = "1234567812345678";

    private static final int LONGEST = 0xFFFF / Byte.SIZE;

    private final byte[] userId;

    /**
     * An identity of up to 8191 bytes.
     *
     * @throws IllegalArgumentException when it is longer
     */
    public Sm2ParameterSpec(byte[] userId) {
        if (userId.length > LONGEST) {
            throw new IllegalArgumentException(
                    "an SM2 user id has at most " + LONGEST + " bytes, not " + userId.length);
        }
        this.userId = userId.clone();
    }

    /** The identity that everybody takes who has none. */
    public static Sm2ParameterSpec defaultUserId() {
        return new Sm2ParameterSpec(DEFAULT_USER_ID.getBytes(StandardCharsets.US_ASCII));
    }

    /** The identity, a fresh copy. */
    public byte[] userId() {
        return userId.clone();
    }
}
