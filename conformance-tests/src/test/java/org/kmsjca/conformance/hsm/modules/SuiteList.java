package org.kmsjca.conformance.hsm.modules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines that say what the suite met on a module, each in the same words in each run:
 *
 * <pre>
 * failed | CLASS#TEST [PARAMETERS] | why
 * left out | CLASS | lacks MECHANISM | how many tests
 * SunPKCS11 | MECHANISM | done, or how it fails
 * </pre>
 */
final class SuiteList {
    private static final String SEPARATOR = " | ";
    private static final Pattern MECHANISM = Pattern.compile("CKM_[A-Z0-9_]+");

    private SuiteList() {}

    static List<String> of(List<SuiteTest> tests) {
        Map<String, Integer> leftOut = new TreeMap<>();
        Set<String> lines = new TreeSet<>();
        for (SuiteTest test : tests) {
            if (test.kind().equals(SuiteTest.FAILED)) {
                String name = test.name().isEmpty() ? "" : "#" + test.name();
                lines.add(
                        String.join(SEPARATOR, SuiteTest.FAILED, test.type() + name, test.reason())
                                .strip());
            } else if (test.kind().equals(SuiteTest.LEFT_OUT)) {
                String what =
                        test.name().isEmpty() ? test.reason() + " (the class)" : test.reason();
                leftOut.merge(
                        String.join(SEPARATOR, SuiteTest.LEFT_OUT, test.type(), what),
                        1,
                        Integer::sum);
            }
        }
        leftOut.forEach((line, count) -> lines.add(line + SEPARATOR + count));
        return List.copyOf(lines);
    }

    /** The mechanisms that lines name, of which something can be compared. */
    static List<String> mechanisms(List<String> lines) {
        Set<String> mechanisms = new TreeSet<>();
        for (String line : lines) {
            Matcher matcher = MECHANISM.matcher(line);
            while (matcher.find()) {
                if (SunOutcomes.isKnown(matcher.group())) {
                    mechanisms.add(matcher.group());
                }
            }
        }
        return List.copyOf(mechanisms);
    }
}
