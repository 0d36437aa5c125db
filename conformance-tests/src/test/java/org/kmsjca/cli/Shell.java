package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands as a user does, in a home of the test's own; {@code kms} is the jar, in a JVM of
 * its own each time, or in one for all.
 */
public final class Shell implements AutoCloseable {
    private static final long PATIENCE_IN_SECONDS = 60;

    private static final Path JAR =
            Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"))
                    .toAbsolutePath();
    private final Path home;

    /** Null when each command has a JVM of its own. */
    private final OneJvm jvm;

    /** A shell in which each command {@code kms} starts the jar. */
    Shell(Path home) {
        this(home, null);
    }

    private Shell(Path home, OneJvm jvm) {
        this.home = home;
        this.jvm = jvm;
    }

    /** A shell in which all commands {@code kms} run in one JVM. */
    public static Shell inOneJvm(Path home) throws IOException {
        List<String> java = java(home);
        java.add("-XX:TieredStopAtLevel=1"); // each transcript is a short run
        if (Runtime.version().feature() >= 22) {
            java.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest
        }
        return new Shell(home, new OneJvm(home, java, JAR));
    }

    /** What a run printed, by line, and its exit code. */
    public record Outcome(List<String> out, List<String> err, int exitCode) {}

    public Outcome run(List<String> words) throws IOException, InterruptedException {
        if (jvm != null && words.get(0).equals("kms")) {
            return jvm.run(words.subList(1, words.size()));
        }
        // Streams go to files: a process that fills a pipe nobody reads would never end.
        Path out = home.resolve("stdout");
        Path err = home.resolve("stderr");
        Process process =
                builder(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS))
                .as("%s ends within %s s", words, PATIENCE_IN_SECONDS)
                .isTrue();
        return new Outcome(lines(out), lines(err), process.exitValue());
    }

    private ProcessBuilder builder(List<String> words) {
        boolean kms = words.get(0).equals("kms");
        List<String> command = new ArrayList<>(kms ? java(home) : words.subList(0, 1));
        if (kms) {
            command.add("-XX:TieredStopAtLevel=1"); // halves the start of a short run
            command.addAll(List.of("-jar", JAR.toString()));
        }
        command.addAll(words.subList(1, words.size()));
        return atHome(new ProcessBuilder(command), home);
    }

    static ProcessBuilder atHome(ProcessBuilder builder, Path home) {
        builder.directory(home.toFile());
        builder.environment().keySet().removeAll(List.of("KMS_CONFIG", "JAVA_TOOL_OPTIONS"));
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    private static List<String> java(Path home) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-Duser.home=" + home);
        return command;
    }

    @Override
    public void close() {
        if (jvm != null) {
            jvm.close();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    }
}
