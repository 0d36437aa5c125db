package org.kmsjca.conformance.wycheproof;

/**
 * What to make of a test's outcome.
 *
 * @param text of the outcome
 */
record Judgement(int tcId, Verdict verdict, String text) {
    /** The verdicts. */
    enum Verdict {
        PASSED,
        REFUSED_AS_EXPECTED,
        DIFFERS
    }

    static Judgement of(Vector vector, boolean shallWork, Outcome outcome) {
        Verdict verdict =
                switch (outcome.type()) {
                    case ACCEPTED -> shallWork ? Verdict.PASSED : Verdict.DIFFERS;
                    case REFUSED -> shallWork ? Verdict.DIFFERS : Verdict.REFUSED_AS_EXPECTED;
                    case WRONG, INEXPRESSIBLE -> Verdict.DIFFERS;
                };
        return new Judgement(
                vector.tcId(),
                verdict,
                verdict == Verdict.DIFFERS
                        ? outcome.type() + " " + outcome.text()
                        : outcome.text());
    }
}
