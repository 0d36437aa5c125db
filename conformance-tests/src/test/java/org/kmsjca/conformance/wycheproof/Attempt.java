package org.kmsjca.conformance.wycheproof;

import java.util.List;

/**
 * One JCA operation that a test asks for.
 *
 * @param refusals the exceptions by which the JCA refuses it
 */
record Attempt(String name, List<Class<? extends Exception>> refusals, Operation operation) {
    /** The operation itself. */
    @FunctionalInterface
    interface Operation {
        Outcome run() throws Exception;
    }

    Outcome outcome() {
        try {
            return operation.run();
        } catch (Exception e) {
            String thrown = e.getClass().getSimpleName() + ": " + e.getMessage();
            return refusals.stream().anyMatch(type -> type.isInstance(e))
                    ? Outcome.refused(thrown)
                    : Outcome.wrong(name + " threw " + thrown);
        }
    }

    /** What came of all attempts of a test together: it works in all of them or in none. */
    static Outcome outcome(List<Attempt> attempts) {
        List<Outcome> outcomes = attempts.stream().map(Attempt::outcome).toList();
        Outcome first = outcomes.get(0);
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome other = outcomes.get(i);
            if (other.type() == Outcome.Type.WRONG) {
                return other;
            }
            if (other.type() != first.type()) {
                return Outcome.wrong(
                        attempts.get(0).name()
                                + " is "
                                + first
                                + ", "
                                + attempts.get(i).name()
                                + " is "
                                + other);
            }
        }
        return first;
    }
}
