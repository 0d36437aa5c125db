package org.kmsjca.protection.hsm;

/** A lookup on a live, logged-in session that found nothing. Caught within the package. */
final class ObjectMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ObjectMissing(String object) {
        super(object, null, false, false);
    }
}
