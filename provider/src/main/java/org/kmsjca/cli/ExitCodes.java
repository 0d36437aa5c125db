package org.kmsjca.cli;

/** What the program {@code kms} ends with. */
final class ExitCodes {
    static final int FINE = 0;
    static final int REFUSED = 1;
    static final int WRONG_USAGE = 2;
    static final int UNEXPECTED = 3;

    private ExitCodes() {}
}
