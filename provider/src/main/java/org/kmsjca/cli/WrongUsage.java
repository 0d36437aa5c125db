package org.kmsjca.cli;

/** Options that do not go together, or of which one is missing; the message says what to give. */
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}
