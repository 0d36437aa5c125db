package org.kmsjca.jca;

import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A parameter class of another library, read by its getters: a dependency on the library would
 * force one on every program.
 *
 * @param className the class itself, no subclass of it
 */
record ForeignSpec(String className) {
    /** Whether the parameters are of the class. */
    boolean matches(@Nullable AlgorithmParameterSpec spec) {
        return spec != null && spec.getClass().getName().equals(className);
    }

    /** What the getter gives, null where the parameters are of another class or have none. */
    byte @Nullable [] bytes(@Nullable AlgorithmParameterSpec spec, String getter) {
        if (!matches(spec) || spec == null) {
            return null;
        }
        try {
            return spec.getClass().getMethod(getter).invoke(spec) instanceof byte[] bytes
                    ? bytes
                    : null;
        } catch (ReflectiveOperationException e) {
            return null; // refused as parameters of an unknown class
        }
    }
}
