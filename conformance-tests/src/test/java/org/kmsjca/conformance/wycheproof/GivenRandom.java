package org.kmsjca.conformance.wycheproof;

import java.security.SecureRandom;

/** Gives certain bytes, once for each asking. */
final class GivenRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] given;

    GivenRandom(byte[] given) {
        this.given = given.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length != given.length) {
            throw new IllegalStateException(
                    bytes.length + " bytes were asked for, there are " + given.length);
        }
        System.arraycopy(given, 0, bytes, 0, given.length);
    }
}
