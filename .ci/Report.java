import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints one table of the reports that Surefire and Failsafe wrote: suites (packages of tests) with their tests,
 * failures, skipped tests and seconds, for each run; then why tests were skipped, and which classes took longest.
 *
 * <pre>java .ci/Report.java NAME=DIRECTORY...</pre>
 */
class Report {
    private static final int LONGEST = 8;

    /** What happened in a suite of a run. */
    private static final class Sum {
        int tests;
        int failed;
        int skipped;
        double seconds;
    }

    private final Map<String, Map<String, Sum>> suites = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Double> classes = new TreeMap<>();

    public static void main(String[] arguments) throws Exception {
        Report report = new Report();
        List<String> runs = new ArrayList<>();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            runs.add(argument.substring(0, sign));
            report.read(argument.substring(0, sign), Path.of(argument.substring(sign + 1)));
        }
        report.print(runs);
    }

    private void read(String run, Path root) throws Exception {
        Path consumers = root.resolve("conformance-tests/consumers");
        readModule(run, "provider", root.resolve("provider/target/surefire-reports"));
        readModule(run, "conformance-tests", root.resolve("conformance-tests/target/failsafe-reports"));
        try (Stream<Path> groups = Files.list(consumers)) {
            for (Path group : groups.sorted().toList()) {
                readModule(run, "conformance-tests", group.resolve("target/failsafe-reports"));
            }
        }
    }

    private void readModule(String run, String module, Path directory) throws Exception {
        if (Files.isDirectory(directory)) {
            for (Path file : reports(directory)) {
                readSuite(run, module, file);
            }
        }
    }

    private static List<Path> reports(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList();
        }
    }

    private void readSuite(String run, String module, Path file) throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        Element suite = parser.parse(file.toFile()).getDocumentElement();
        String name = suite.getAttribute("name").replaceFirst("\\(.*", "");
        String room = name.substring(0, name.lastIndexOf('.')).replaceFirst("^org\\.kmsjca\\.?(conformance\\.?)?", "");
        Sum sum = suites.computeIfAbsent(module + (room.isEmpty() ? "" : " " + room), key -> new TreeMap<>())
                .computeIfAbsent(run, key -> new Sum());
        sum.tests += number(suite, "tests");
        sum.failed += number(suite, "failures") + number(suite, "errors");
        sum.skipped += number(suite, "skipped");
        double seconds = Double.parseDouble(suite.getAttribute("time").replace(",", ""));
        sum.seconds += seconds;
        classes.merge(name.substring(name.lastIndexOf('.') + 1), seconds, Double::sum);
        NodeList skipped = suite.getElementsByTagName("skipped");
        for (int i = 0; i < skipped.getLength(); i++) {
            reasons.merge(reason((Element) skipped.item(i)), 1, Integer::sum);
        }
    }

    /** Surefire writes the reason as an attribute, or as a stack trace that begins with it. */
    private static String reason(Element skipped) {
        String message = skipped.getAttribute("message");
        String said = message.isEmpty() ? skipped.getTextContent().strip().lines().findFirst().orElse("") : message;
        return said.replaceFirst("^[\\w.]+(Exception|Error): ", "").replaceFirst("^Assumption failed: ", "");
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    private void print(List<String> runs) {
        System.out.printf("%n%-34s", "suite");
        runs.forEach(run -> System.out.printf("  | %-29s", run));
        System.out.printf("%n%-34s", "");
        runs.forEach(run -> System.out.printf("  | %6s %6s %7s %7s", "tests", "failed", "skipped", "s"));
        System.out.println();
        Map<String, Sum> totals = new TreeMap<>();
        suites.forEach((suite, byRun) -> {
            row(suite, byRun, runs);
            byRun.forEach((run, sum) -> {
                Sum total = totals.computeIfAbsent(run, key -> new Sum());
                total.tests += sum.tests;
                total.failed += sum.failed;
                total.skipped += sum.skipped;
                total.seconds += sum.seconds;
            });
        });
        row("all", totals, runs);
        System.out.printf("%nskipped%n");
        reasons.forEach((reason, count) -> System.out.printf("  %4d  %s%n", count, reason));
        System.out.printf("%nlongest classes, seconds of all runs%n");
        classes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(LONGEST)
                .forEach(entry -> System.out.printf("  %4.0f  %s%n", entry.getValue(), entry.getKey()));
    }

    private static void row(String suite, Map<String, Sum> byRun, List<String> runs) {
        System.out.printf("%-34s", suite);
        for (String run : runs) {
            Sum sum = byRun.getOrDefault(run, new Sum());
            System.out.printf("  | %6d %6d %7d %7.0f", sum.tests, sum.failed, sum.skipped, sum.seconds);
        }
        System.out.println();
    }
}
