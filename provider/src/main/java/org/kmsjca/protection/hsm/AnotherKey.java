package org.kmsjca.protection.hsm;

/** A lookup that found another key under the name. Caught within the package. */
final class AnotherKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnotherKey(String object) {
        super(object, null, false, false);
    }
}
