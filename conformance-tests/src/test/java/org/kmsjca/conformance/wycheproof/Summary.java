package org.kmsjca.conformance.wycheproof;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import org.kmsjca.conformance.wycheproof.Judgement.Verdict;

/** The closing table. */
final class Summary {
    private static final String FORMAT = "%-40s %-28s %6s %6s %7s %8s  %s%n";
    private static final String JVM_FORMAT = "%-40s %-28s %6s %7s  %s%n";

    private final ListedTests exclusions;
    private final ListedTests jdkDeviations;
    private final StringBuilder text = new StringBuilder();

    Summary(ListedTests exclusions, ListedTests jdkDeviations) {
        this.exclusions = exclusions;
        this.jdkDeviations = jdkDeviations;
    }

    String of(List<FileReport> reports) {
        line("Wycheproof, provider KMS, Java " + Runtime.version());
        row(FORMAT, "file", "algorithm", "tests", "passed", "refused", "excluded", "reason");
        long[] sums = new long[4];
        for (FileReport report : reports) {
            long[] counts = {
                report.judgements().size(),
                report.count(Verdict.PASSED),
                report.count(Verdict.REFUSED_AS_EXPECTED),
                report.count(Verdict.DIFFERS)
            };
            for (int i = 0; i < sums.length; i++) {
                sums[i] += counts[i];
            }
            line(report.row().file(), report.row().algorithm(), counts, reasons(report));
        }
        line(reports.size() + " files", "", sums, "");
        line("");
        line("The same signatures by the providers that the JVM chooses, KMS registered last");
        row(JVM_FORMAT, "file", "provider", "tests", "differ", "reason");
        for (FileReport report : reports) {
            if (!report.jvmJudgements().isEmpty()) {
                jvmLine(report);
            }
        }
        return text.toString();
    }

    private void line(String file, String algorithm, long[] counts, String reason) {
        row(FORMAT, file, algorithm, counts[0], counts[1], counts[2], counts[3], reason);
    }

    private void jvmLine(FileReport report) {
        row(
                JVM_FORMAT,
                report.row().file(),
                String.join(" ", report.jvmProviders()),
                report.jvmJudgements().size(),
                FileReport.differences(report.jvmJudgements()).size(),
                reasons(jdkDeviations.of(report.row().file())));
    }

    private String reasons(FileReport report) {
        return reasons(exclusions.of(report.row().file()));
    }

    private static String reasons(NavigableMap<Integer, String> listed) {
        List<String> reasons = new ArrayList<>();
        for (String reason : new LinkedHashSet<>(listed.values())) {
            long count = listed.values().stream().filter(reason::equals).count();
            reasons.add(count + ": " + reason);
        }
        return String.join("; ", reasons);
    }

    private void line(String whole) {
        text.append(whole).append(System.lineSeparator());
    }

    private void row(String format, Object... cells) {
        text.append(String.format(Locale.ROOT, format, cells));
    }
}
