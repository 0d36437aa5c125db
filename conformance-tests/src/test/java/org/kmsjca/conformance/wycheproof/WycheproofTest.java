package org.kmsjca.conformance.wycheproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeyState;
import org.kmsjca.conformance.wycheproof.Judgement.Verdict;

/**
 * All vectors of {@code files.txt}: what is valid works, what is invalid is refused as the JCA
 * names it, what is acceptable is as {@code acceptable.txt} says. Keys are CMKs, and only their
 * handles are used.
 */
@ExtendWith(VectorFolderResolver.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WycheproofTest {
    private static final int PATIENCE_IN_MINUTES = 5;

    private final Acceptable acceptable = new Acceptable();
    private final ListedTests exclusions = listed();
    private final ListedTests jdkDeviations = ListedTests.jdkDeviations(Jdk.listed());
    private final Map<FileRow, Future<FileReport>> runs = new LinkedHashMap<>();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private Optional<VectorFolder> folder = Optional.empty();
    private RegisteredKms registered;

    /** The files to run. */
    List<FileRow> rows() {
        return FileRow.all();
    }

    /** What the configuration of each KMS says besides its home. */
    List<String> settings() {
        return List.of();
    }

    /** Tests that differ, with a reason. */
    ListedTests listed() {
        return ListedTests.exclusions();
    }

    /** The name of the closing table's file. */
    String summary() {
        return "wycheproof-summary.txt";
    }

    @BeforeAll
    void start(VectorFolderResolver.Search search, @TempDir Path home) throws Exception {
        folder = search.folder();
        if (folder.isEmpty()) {
            return;
        }
        registered = new RegisteredKms(home);
        CertificateIssuer certificates = new CertificateIssuer();
        for (FileRow row : rows()) {
            runs.put(
                    row,
                    threads.submit(
                            () -> {
                                VectorFile file = folder.get().read(row.path());
                                TestKms kms =
                                        new TestKms(
                                                home.resolve(row.file()), certificates, settings());
                                return row.kind().isVerification()
                                        ? new VerificationRun(row, acceptable, kms).run(file)
                                        : new FileRun(row, acceptable, kms).run(file);
                            }));
        }
    }

    @AfterAll
    void end() throws Exception {
        threads.shutdownNow();
        publish(
                folder.isPresent()
                        ? new Summary(exclusions, jdkDeviations).of(done())
                        : MissingVectors.text());
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).as("threads end").isTrue();
        if (registered != null) {
            registered.close();
        }
    }

    private void publish(String text) throws IOException {
        Files.writeString(Files.createDirectories(Checkout.target()).resolve(summary()), text);
        System.out.println();
        System.out.print(text);
    }

    private List<FileReport> done() {
        return runs.values().stream()
                .filter(run -> run.isDone() && !run.isCancelled())
                .flatMap(
                        run -> {
                            try {
                                return Stream.of(run.get());
                            } catch (ExecutionException | InterruptedException e) {
                                return Stream.empty(); // told by its container
                            }
                        })
                .toList();
    }

    @TestFactory
    Stream<DynamicNode> vectors() {
        if (folder.isEmpty()) {
            return Stream.of(dynamicTest("the vectors are there", MissingVectors::report));
        }
        return runs.keySet().stream().map(this::container);
    }

    private DynamicContainer container(FileRow row) {
        return dynamicContainer(row.file(), Stream.of(row).map(this::report).flatMap(this::checks));
    }

    private FileReport report(FileRow row) {
        try {
            return runs.get(row).get(PATIENCE_IN_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            throw new AssertionError(row.file() + " hangs: " + RunningTest.all(), e);
        } catch (ExecutionException e) {
            throw new AssertionError(row.file() + " failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Stream<DynamicTest> checks(FileReport report) {
        FileRow row = report.row();
        Stream.Builder<DynamicTest> checks = Stream.builder();
        checks.add(
                dynamicTest(
                        row.tests() + " tests run",
                        () -> {
                            assertThat(report.numberOfTests()).isEqualTo(row.tests());
                            assertThat(report.judgements()).hasSize(row.tests());
                        }));
        checks.add(
                dynamicTest(
                        report.count(Verdict.PASSED)
                                + " pass, "
                                + report.count(Verdict.REFUSED_AS_EXPECTED)
                                + " are refused as expected, "
                                + report.count(Verdict.DIFFERS)
                                + " are excluded with a reason",
                        () -> assertListed(row, report.judgements(), exclusions)));
        if (row.kind().refusesAlike()) {
            checks.add(
                    dynamicTest(
                            "failed decryptions look alike",
                            () -> assertThat(report.refusals()).hasSizeLessThan(2)));
        }
        if (row.kind().isVerification()) {
            checks.add(
                    dynamicTest(
                            "providers chosen by the JVM differ only where listed",
                            () -> assertListed(row, report.jvmJudgements(), jdkDeviations)));
        }
        checks.add(dynamicTest("no CMK is left", () -> assertNothingLeft(report)));
        return checks.build();
    }

    /** Neither more differences than listed, nor less. */
    private static void assertListed(
            FileRow row, List<Judgement> judgements, ListedTests expected) {
        NavigableMap<Integer, String> listed = expected.of(row.file());
        NavigableMap<Integer, String> differences = FileReport.differences(judgements);
        NavigableMap<Integer, String> unlisted = new TreeMap<>(differences);
        unlisted.keySet().removeAll(listed.keySet());
        assertThat(unlisted)
                .as("differences of %s not listed: %s", row.file(), ids(unlisted))
                .isEmpty();
        NavigableMap<Integer, String> stale = new TreeMap<>(listed);
        stale.keySet().removeAll(differences.keySet());
        assertThat(stale)
                .as("listed for %s, but as in the file: %s", row.file(), ids(stale))
                .isEmpty();
    }

    private static String ids(NavigableMap<Integer, String> tests) {
        return TestIds.format(tests.navigableKeySet());
    }

    private static void assertNothingLeft(FileReport report) {
        assertThat(report.keySpecs()).isEqualTo(report.row().keySpecs());
        assertThat(report.entriesLeft()).isZero();
        assertThat(report.left())
                .hasSameSizeAs(report.imported())
                .allSatisfy(cmk -> assertThat(cmk.keyState()).isEqualTo(KeyState.PENDING_DELETION));
    }
}
