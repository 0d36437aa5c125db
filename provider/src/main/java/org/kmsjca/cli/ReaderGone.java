package org.kmsjca.cli;

/** The reader of standard output has enough, such as {@code head}: the command ends quietly. */
final class ReaderGone extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
