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

/** Runs classes of the JCA suite on a module, each with a fresh token and in a JVM of its own. */
final class SuiteOnModule {
    private static final String SUITE = "org.kmsjca.conformance.jca";
    private static final List<String> HANDED_ON =
            List.of("kms.classpath", "kms.provider.jar", "kms.cli.jar", "kms.modulepath");

    private final TokenModule.Kind kind;
    private final Path directory;
    private final long minutes;

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

    /** Runs one class. */
    List<SuiteTest> run(String type) throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve(type));
        Path results = home.resolve("results");
        Path log = home.resolve("suite.log");
        Path temporary = Files.createDirectories(home.resolve("tmp"));
        try (TokenModule module = kind.open(home)) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            if (Runtime.version().feature() >= 22) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            Path token = Files.writeString(home.resolve("token.properties"), module.settings());
            command.add("-D" + TestToken.FILE + "=" + token);
            command.add("-Djava.io.tmpdir=" + temporary);
            for (String property : HANDED_ON) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(SuiteClass.class.getName());
            command.addAll(List.of(results.toString(), SUITE + "." + type));
            var builder = new ProcessBuilder(module.inItsPlace(command));
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(module.environment());
            Process process = builder.start();
            boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            List<String> lines =
                    Files.exists(results) ? Files.readAllLines(results) : List.of();
            return SuiteTest.read(
                    type,
                    lines,
                    ended
                            ? "the JVM died, exit code " + process.exitValue()
                            : "was not over in " + minutes + " minutes");
        }
    }
}
