package org.kmsjca.jca;

import java.security.SignatureException;

/**
 * Says that a message goes no further. After a refusal or a failure midway what was taken in is
 * lost, and the rest must not begin a message of its own.
 */
final class BrokenMessage {
    private BrokenMessage() {}

    /** Of a Cipher or a Mac. */
    static IllegalStateException of(String object) {
        return new IllegalStateException(text(object));
    }

    static SignatureException ofSignature() {
        return new SignatureException(text("signature"));
    }

    private static String text(String object) {
        return "the message broke off and does not go on: initialise the " + object + " again";
    }
}
