package org.kmsjca.conformance.documentation;

/**
 * A part of a page that a test acts on: a fenced block, or a comment that only its source shows.
 *
 * @param kind what a test does with it
 * @param line the number of its first line in the page, from 1
 * @param language the fence's word, empty without one
 * @param text without the fence, each line ended
 */
record Block(Kind kind, int line, String language, String text) {
    enum Kind {
        /** Lines of a shell. */
        SHELL,
        /** A class, or statements. */
        JAVA,
        /** What the block before prints. */
        OUTPUT,
        /** A comment {@code <!-- before: ... -->}: lines of a shell that readers do not see. */
        BEFORE,
        /** A comment {@code <!-- java: ... -->}: statements before those of the next block. */
        PRELUDE,
        /** To be read only. */
        TEXT
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }
}
