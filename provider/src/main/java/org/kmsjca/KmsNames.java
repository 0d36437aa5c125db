package org.kmsjca;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds enum constants by the KMS's own spelling. */
final class KmsNames {
    private KmsNames() {}

    static <E extends Enum<E>> E lookup(String parameter, E[] constants, @Nullable String name) {
        for (E constant : constants) {
            if (constant.toString().equals(name)) {
                return constant;
            }
        }
        throw new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                parameter + " is '" + name + "', allowed are " + Arrays.toString(constants));
    }
}
