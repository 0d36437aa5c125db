package org.kmsjca.cli;

/** Numbers of things. */
final class Plural {
    private Plural() {}

    /** As in {@code 1 key} and {@code 2 keys}. */
    static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
