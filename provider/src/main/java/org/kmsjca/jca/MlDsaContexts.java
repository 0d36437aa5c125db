package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.MlDsaParameterSpec;

/** The context of an ML-DSA signature, in our parameter class or in Bouncy Castle's. */
final class MlDsaContexts {
    /** Of the program's own Bouncy Castle: the classes in our jar have other names. */
    private static final String BOUNCY_CASTLE = "org.bouncycastle.jcajce.spec.ContextParameterSpec";

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
        if (spec.getClass().getName().equals(BOUNCY_CASTLE)) {
            try {
                Object context = spec.getClass().getMethod("getContext").invoke(spec);
                if (context instanceof byte[] bytes) {
                    return new MlDsaParameterSpec(bytes).context();
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidAlgorithmParameterException(e.getMessage(), e);
            } catch (ReflectiveOperationException e) {
                throw refused(spec, e);
            }
        }
        throw refused(spec, null);
    }

    private static InvalidAlgorithmParameterException refused(
            AlgorithmParameterSpec spec, @Nullable Exception cause) {
        return new InvalidAlgorithmParameterException(
                "ML-DSA takes MlDsaParameterSpec, or Bouncy Castle's ContextParameterSpec, not "
                        + spec.getClass().getName(),
                cause);
    }
}
