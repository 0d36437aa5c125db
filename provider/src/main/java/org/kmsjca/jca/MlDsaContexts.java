package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.MlDsaParameterSpec;

/** The context of an ML-DSA signature, in our parameter class or in Bouncy Castle's. */
final class MlDsaContexts {
    /** Of the program's own Bouncy Castle: the classes in our jar have other names. */
    private static final ForeignSpec BOUNCY_CASTLE =
            new ForeignSpec("org.bouncycastle.jcajce.spec.ContextParameterSpec");

    private MlDsaContexts() {}

    /**
     * The context, empty without parameters.
     *
     * @throws InvalidAlgorithmParameterException when the parameters have none, or a longer one
     *     than ML-DSA takes
     */
    static byte[] of(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec == null) {
            return new byte[0];
        }
        if (spec instanceof MlDsaParameterSpec ours) {
            return ours.context();
        }
        byte[] context = BOUNCY_CASTLE.bytes(spec, "getContext");
        if (context == null) {
            throw new InvalidAlgorithmParameterException(
                    "ML-DSA takes MlDsaParameterSpec, or Bouncy Castle's ContextParameterSpec, not "
                            + spec.getClass().getName());
        }
        try {
            return new MlDsaParameterSpec(context).context();
        } catch (IllegalArgumentException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        }
    }
}
