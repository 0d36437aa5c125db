package org.kmsjca.conformance.wycheproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Decides the tests that may go either way, by {@code acceptable.txt}. */
final class Acceptable {
    private record Decision(String flag, String file, Set<Integer> tcIds, boolean works) {
        boolean fits(FileRow row, Vector vector) {
            return vector.hasFlag(flag)
                    && (file.equals("*") || file.equals(row.file()))
                    && (tcIds.isEmpty() || tcIds.contains(vector.tcId()));
        }
    }

    private final List<Decision> decisions = new ArrayList<>();

    Acceptable() {
        for (List<String> cells : TextTable.cells("acceptable.txt", 6)) {
            String jdk = cells.get(0);
            if (jdk.equals("*") || TestIds.parse(jdk).contains(Jdk.listed())) {
                decisions.add(decision(cells));
            }
        }
    }

    private static Decision decision(List<String> cells) {
        boolean works =
                switch (cells.get(4)) {
                    case "works" -> true;
                    case "refused" -> false;
                    default -> throw new IllegalStateException(cells.toString());
                };
        String tcIds = cells.get(3);
        return new Decision(
                cells.get(1),
                cells.get(2),
                tcIds.equals("*") ? Set.of() : TestIds.parse(tcIds),
                works);
    }

    /** Whether the test shall work; the first decision that fits counts. */
    boolean shallWork(FileRow row, Vector vector) {
        return switch (vector.result()) {
            case VALID -> true;
            case INVALID -> false;
            case ACCEPTABLE ->
                    decisions.stream()
                            .filter(decision -> decision.fits(row, vector))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new AssertionError(
                                                    row.file()
                                                            + " "
                                                            + vector.tcId()
                                                            + " is acceptable, and no decision"
                                                            + " fits its flags "
                                                            + vector.flags()))
                            .works();
        };
    }
}
