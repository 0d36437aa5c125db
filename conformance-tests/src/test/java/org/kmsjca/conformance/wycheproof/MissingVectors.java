package org.kmsjca.conformance.wycheproof;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** What happens where the vectors are not: a failure in CI, elsewhere a message that is seen. */
final class MissingVectors {
    private MissingVectors() {}

    static String text() {
        int tests = FileRow.all().stream().mapToInt(FileRow::tests).sum();
        return "Wycheproof: NOT RUN, "
                + tests
                + " tests: the vectors of the pinned commit are not there. Get them by"
                + System.lineSeparator()
                + VectorClone.command(Checkout.root().resolve("wycheproof"))
                + System.lineSeparator();
    }

    static void report() {
        if (System.getenv("CI") != null) {
            fail(text());
        }
        abort(text());
    }
}
