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

/** Runs the jar as a user does: a JVM of its own for each command, in a home of the test's own. */
final class KmsProcess {
    private static final long PATIENCE_IN_SECONDS = 60;

    private final Path jar =
            Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"));
    private final Path home;

    KmsProcess(Path home) {
        this.home = home;
    }

    /** What a run printed, by line, and its exit code. */
    record Outcome(List<String> out, List<String> err, int exitCode) {}

    Outcome run(List<String> arguments) throws IOException, InterruptedException {
        // Streams go to files: a process that fills a pipe nobody reads would never end.
        Path out = home.resolve("stdout");
        Path err = home.resolve("stderr");
        Process process =
                builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS))
                .as("%s ends within %s s", arguments, PATIENCE_IN_SECONDS)
                .isTrue();
        return new Outcome(lines(out), lines(err), process.exitValue());
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // these two halve the start of a short run
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Duser.home=" + home);
        command.add("-jar");
        command.add(jar.toAbsolutePath().toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().remove("KMS_CONFIG");
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    }
}
