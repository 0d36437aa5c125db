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

    private final Path jar =
            Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"));
    private final Path home;
    private final List<String> options;

    /** Null when each command has a JVM of its own. */
    private final OneJvm jvm;

    /**
     * @param options of the JVM
     */
    Shell(Path home, String... options) {
        this.home = home;
        this.options = List.of(options);
        this.jvm = null;
    }

    private Shell(Path home) throws IOException {
        this.home = home;
        this.options = List.of();
        List<String> java = new ArrayList<>(java());
        if (Runtime.version().feature() >= 22) {
            java.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest
        }
        this.jvm = new OneJvm(home, java, jar.toAbsolutePath());
    }

    /** A shell in which all commands {@code kms} run in one JVM. */
    public static Shell inOneJvm(Path home) throws IOException {
        return new Shell(home);
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
        List<String> command = new ArrayList<>(kms ? java() : words.subList(0, 1));
        if (kms) {
            command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
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

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // these two halve the start of a short run
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
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
