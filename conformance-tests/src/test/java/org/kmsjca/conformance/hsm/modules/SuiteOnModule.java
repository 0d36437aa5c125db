package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kmsjca.conformance.support.EachProtectionLevel;
import org.kmsjca.conformance.support.TestToken;

/** Runs classes of the JCA suite on a module, with a fresh token and in a JVM of their own. */
final class SuiteOnModule {
    private static final String SUITE = "org.kmsjca.conformance.jca";
    private static final List<String> HANDED_ON =
            List.of("kms.classpath", "kms.provider.jar", "kms.cli.jar", "kms.modulepath");

    private static final String LOG = "suite.log";

    private final TokenModule.Kind kind;
    private final Path directory;
    private final long minutes;

    /**
     * The suite on a module.
     *
     * @param minutes that a class may take
     */
    SuiteOnModule(TokenModule.Kind kind, Path directory, long minutes) {
        this.kind = kind;
        this.directory = directory;
        this.minutes = minutes;
    }

    /** The names of the suite's classes that run at level HSM. */
    static List<String> classes() throws Exception {
        Path place =
                Path.of(
                        SuiteOnModule.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(place.resolve(SUITE.replace('.', '/')))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.class$", "");
                if (name.endsWith("Test")
                        && Class.forName(SUITE + "." + name)
                                .isAnnotationPresent(EachProtectionLevel.class)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Runs classes; after one that the JVM died in, the others in another. */
    List<SuiteTest> run(List<String> types) throws IOException, InterruptedException {
        List<SuiteTest> tests = new ArrayList<>();
        List<String> left = new ArrayList<>(types);
        while (!left.isEmpty()) {
            Path home = Files.createDirectories(directory.resolve(left.get(0).replace("#", "-")));
            Path results = home.resolve("results");
            String end;
            try (TokenModule module = kind.open(home)) {
                end = run(module, results, left);
            }
            if (!Files.exists(results) || Files.size(results) == 0) {
                throw new AssertionError(end + ":\n" + Files.readString(home.resolve(LOG)));
            }
            SuiteTest.classes(Files.readAllLines(results))
                    .forEach(
                            (type, lines) -> {
                                tests.addAll(SuiteTest.read(type, lines, end));
                                left.remove(type);
                            });
        }
        return tests;
    }

    /** Gives the reason why the JVM ended, if it did in the middle. */
    private String run(TokenModule module, Path results, List<String> types)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(module.inItsPlace(command(module, results, types)));
        builder.redirectErrorStream(true).redirectOutput(module.home().resolve(LOG).toFile());
        builder.environment().putAll(module.environment());
        Process process = builder.start();
        int begun = 0;
        long since = System.nanoTime();
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            int now =
                    Files.exists(results)
                            ? SuiteTest.classes(Files.readAllLines(results)).size()
                            : 0;
            if (now != begun) {
                begun = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > TimeUnit.MINUTES.toNanos(minutes)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                return "was not over in " + minutes + " minutes";
            }
        }
        return "the JVM died, exit code " + process.exitValue();
    }

    private static List<String> command(TokenModule module, Path results, List<String> types)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // With both compilers: without, a pair of RSA_4096 takes minutes.
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        Path home = module.home();
        Path token = Files.writeString(home.resolve("token.properties"), module.settings());
        command.add("-D" + TestToken.FILE + "=" + token);
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")));
        for (String property : HANDED_ON) {
            command.add("-D" + property + "=" + System.getProperty(property));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(SuiteProgram.class.getName(), results.toString()));
        types.forEach(type -> command.add(SUITE + "." + type));
        return command;
    }
}
