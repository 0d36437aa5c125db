package org.kmsjca.conformance.hsm.modules;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs classes of the JCA suite, in a JVM that the module may end. Writes a line when a class or a
 * test begins and one when it has ended.
 */
final class SuiteProgram implements TestExecutionListener {
    private final PrintStream results;
    private TestPlan plan;

    private SuiteProgram(PrintStream results) {
        this.results = results;
    }

    /**
     * Runs them.
     *
     * @param arguments the file for the results, the classes, each with {@code #method} where one
     *     alone is meant
     */
    public static void main(String[] arguments) throws Exception {
        try (var results =
                new PrintStream(
                        Files.newOutputStream(Path.of(arguments[0])),
                        true,
                        StandardCharsets.UTF_8)) {
            for (String type : List.of(arguments).subList(1, arguments.length)) {
                results.println(SuiteTest.CLASS + "\t" + type.replaceFirst(".*\\.", ""));
                LauncherFactory.create()
                        .execute(
                                LauncherDiscoveryRequestBuilder.request()
                                        .selectors(selector(type))
                                        .build(),
                                new SuiteProgram(results));
                results.println(SuiteTest.OVER);
            }
        }
        System.exit(0); // threads of a module do not hold it up
    }

    private static DiscoverySelector selector(String type) {
        return type.contains("#") ? selectMethod(type) : selectClass(type);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            write(SuiteTest.BEGUN, test, "");
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        write(SuiteTest.LEFT_OUT, test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest() && result.getStatus() == Status.SUCCESSFUL) {
            return;
        }
        Optional<Throwable> failure = result.getThrowable();
        failure.ifPresent(
                e -> {
                    System.out.println(name(test));
                    e.printStackTrace(System.out);
                });
        String kind =
                switch (result.getStatus()) {
                    case SUCCESSFUL -> SuiteTest.PASSED;
                    case ABORTED -> SuiteTest.LEFT_OUT;
                    case FAILED -> SuiteTest.FAILED;
                };
        write(kind, test, failure.map(SuiteReason::of).orElse(""));
    }

    private void write(String kind, TestIdentifier test, String reason) {
        results.println(kind + "\t" + name(test) + "\t" + reason.replaceAll("\\s+", " "));
        if (results.checkError()) {
            throw new UncheckedIOException(new IOException("the file of the results"));
        }
    }

    /** {@code method[parameters]}, the same in each run; empty for the class itself. */
    private String name(TestIdentifier test) {
        Deque<String> parts = new ArrayDeque<>();
        for (Optional<TestIdentifier> each = Optional.of(test);
                each.isPresent();
                each = plan.getParent(each.orElseThrow())) {
            TestIdentifier part = each.orElseThrow();
            UniqueId.Segment segment = part.getUniqueIdObject().getLastSegment();
            if (segment.getType().equals("test-template-invocation")) {
                parts.addFirst(part.getDisplayName());
            } else if (part.getSource().orElse(null) instanceof MethodSource method) {
                parts.addFirst(method.getMethodName());
            }
        }
        return String.join(" ", parts).replaceAll("\\s+", " ").replaceAll("@[0-9a-f]{4,8}", "@");
    }
}
