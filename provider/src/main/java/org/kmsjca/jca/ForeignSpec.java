package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
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

    /**
     * What the getter gives: null where the parameters are of another class, or of a version of it
     * that has no such getter, or have no value.
     *
     * @throws InvalidAlgorithmParameterException when the getter fails: to go on without its value
     *     would give another result
     */
    byte @Nullable [] bytes(@Nullable AlgorithmParameterSpec spec, String getter)
            throws InvalidAlgorithmParameterException {
        if (!matches(spec) || spec == null) {
            return null;
        }
        Object value;
        try {
            value = spec.getClass().getMethod(getter).invoke(spec);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw refused(getter, e);
        }
        if (value != null && !(value instanceof byte[])) {
            throw refused(getter, null);
        }
        return (byte[]) value;
    }

    private InvalidAlgorithmParameterException refused(String getter, @Nullable Exception cause) {
        return new InvalidAlgorithmParameterException(
                "%s of %s gives no bytes".formatted(getter, className), cause);
    }
}
