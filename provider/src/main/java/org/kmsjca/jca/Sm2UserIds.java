package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.Sm2ParameterSpec;

/** The user id of an SM2 signature, in our parameter class or in Bouncy Castle's. */
final class Sm2UserIds {
    /** Of the program's own Bouncy Castle: the classes in our jar have other names. */
    private static final String BOUNCY_CASTLE = "org.bouncycastle.jcajce.spec.SM2ParameterSpec";

    private Sm2UserIds() {}

    /**
     * The user id, or null when the parameters have none.
     *
     * @throws InvalidAlgorithmParameterException when it is longer than SM2 takes
     */
    static @Nullable Sm2ParameterSpec of(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof Sm2ParameterSpec ours) {
            return ours;
        }
        if (spec == null || !spec.getClass().getName().equals(BOUNCY_CASTLE)) {
            return null;
        }
        try {
            Object userId = spec.getClass().getMethod("getID").invoke(spec);
            return userId instanceof byte[] bytes ? new Sm2ParameterSpec(bytes) : null;
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            return null; // refused as parameters of an unknown class
        }
    }
}
