package org.kmsjca.conformance.hsm.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The JCA suite at level HSM on modules of several makers. What a module lacks or gets wrong is
 * listed, a file for each module, which begins with the module's version. What SunPKCS11 does by a
 * mechanism is not lacking here. With {@code -Dmodules.write=DIRECTORY} the lists are written
 * instead of compared.
 */
class SuiteOnModulesTest {
    /** What begins the lines of classes that would take too long on a module, with the reason. */
    private static final String NOT_RUN = "not run | ";

    private static final String SUN = "SunPKCS11 | ";

    private static final int SHARES = 8;

    @TempDir Path directory;

    /** All classes, for the better part of an hour: {@code bash .ci/suite-on-modules}. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTHSM") // the suite's own token
    @Tag("soak")
    @Timeout(3 * 3600)
    void suiteMeetsWhatIsListed(TokenModule.Kind kind) throws Exception {
        String only = System.getProperty("modules.only", "");
        assumeTrue(only.isEmpty() || only.equals(name(kind)), "-Dmodules.only");
        assumeTrue(
                Runtime.version().feature() < 22,
                "the lists are of Java 17 to 21: later ones give an empty message a buffer");
        run(kind, new TreeSet<>(SuiteOnModule.classes()));
    }

    /** A few calls with keys of each kind, and what was found here once. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTHSM")
    @Tag("once")
    void someCallsMeetNothingThatIsNotListed(TokenModule.Kind kind) throws Exception {
        Set<String> types = new TreeSet<>(Set.of("BrokenMessageTest"));
        if (kind == TokenModule.Kind.OPENCRYPTOKI) {
            // It unwraps to keys that it shows.
            types.add("KeyMaterialImportTest#handleFromBeforeWorksAfterTheReturn");
        }
        List<SuiteTest> tests = runAll(kind, types);
        assertThat(tests).filteredOn(test -> test.kind().equals(SuiteTest.PASSED)).isNotEmpty();
        assertThat(SuiteList.of(tests))
                .filteredOn(line -> line.startsWith(SuiteTest.FAILED))
                .isSubsetOf(listed(kind));
    }

    private static String name(TokenModule.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void run(TokenModule.Kind kind, Set<String> types) throws Exception {
        List<String> listed = listed(kind);
        List<String> notRun = listed.stream().filter(line -> line.startsWith(NOT_RUN)).toList();
        notRun.forEach(line -> types.remove(line.split(" \\| ")[1]));
        List<String> lines = new ArrayList<>(SuiteList.of(runAll(kind, types)));
        List<String> sun = sunPkcs11(kind, SuiteList.mechanisms(lines));
        for (String outcome : sun) {
            String mechanism = outcome.split(" \\| ")[0];
            assertThat(lines)
                    .as("SunPKCS11: %s", outcome)
                    .noneMatch(
                            line ->
                                    outcome.endsWith("| " + Outcomes.DONE)
                                            && line.contains(
                                                    "| " + SuiteReason.LACKS + mechanism + " |"));
        }
        lines.addAll(notRun);
        sun.stream().skip(1).map(SUN::concat).forEach(lines::add);
        Collections.sort(lines);
        lines.add(0, sun.get(0));
        String target = System.getProperty("modules.write");
        if (target != null) {
            Files.write(Path.of(target, file(kind)), lines);
            return;
        }
        assertThat(lines.get(0)).as("the list is of that version").isEqualTo(listed.get(0));
        assertThat(String.join("\n", lines)).isEqualTo(String.join("\n", listed));
    }

    private List<SuiteTest> runAll(TokenModule.Kind kind, Set<String> types) throws Exception {
        var suite = new SuiteOnModule(kind, directory.resolve("suite"), 20);
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<List<SuiteTest>>> runs = new ArrayList<>();
            for (List<String> some : shares(List.copyOf(types))) {
                runs.add(threads.submit(() -> suite.run(some)));
            }
            List<SuiteTest> tests = new ArrayList<>();
            for (Future<List<SuiteTest>> run : runs) {
                tests.addAll(run.get());
            }
            return tests;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Tokens become slow with many objects, so one does not serve all classes. */
    private static List<List<String>> shares(List<String> types) {
        List<List<String>> shares = new ArrayList<>();
        for (int i = 0; i < Math.min(SHARES, types.size()); i++) {
            List<String> share = new ArrayList<>();
            for (int j = i; j < types.size(); j += SHARES) {
                share.add(types.get(j));
            }
            shares.add(share);
        }
        return shares;
    }

    private List<String> sunPkcs11(TokenModule.Kind kind, List<String> mechanisms)
            throws Exception {
        try (TokenModule module = kind.open(Files.createDirectories(directory.resolve("sun")))) {
            List<String> arguments = new ArrayList<>();
            arguments.add(module.library().toString());
            arguments.add(TokenModule.LABEL);
            arguments.add(module.pin());
            arguments.addAll(mechanisms);
            return ModuleProgram.run(module, SunOutcomes.class, arguments);
        }
    }

    private static String file(TokenModule.Kind kind) {
        return "suite-" + name(kind) + ".txt";
    }

    private static List<String> listed(TokenModule.Kind kind) throws IOException {
        try (InputStream list = SuiteOnModulesTest.class.getResourceAsStream(file(kind))) {
            return list == null
                    ? List.of()
                    : new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
