package org.kmsjca.cli;

/** What the program {@code kms} ends with. */
final class ExitCodes {
    static final int FINE = 0;
    static final int REFUSED = 1;
    static final int WRONG_USAGE = 2;
    static final int UNEXPECTED = 3;

    /** As a shell tells of a process that the signal PIPE ended. */
    static final int READER_GONE = 141;

    private ExitCodes() {}
}
