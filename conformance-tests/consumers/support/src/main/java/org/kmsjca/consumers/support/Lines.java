package org.kmsjca.consumers.support;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that make a consumer use the provider, as a cell of the table. */
final class Lines {
    private Lines() {}

    static String of(String... lines) {
        if (List.of(lines).equals(List.of("–"))) {
            return "–";
        }
        return lines.length == 0
                ? "as it is"
                : Arrays.stream(lines)
                        .map(line -> "`" + line + "`")
                        .collect(Collectors.joining(", "));
    }
}
