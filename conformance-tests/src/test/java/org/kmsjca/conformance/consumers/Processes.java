package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts processes that find nothing of ours but what their command line says. */
final class Processes {
    private static final long PATIENCE_IN_SECONDS = 60;
    private static final List<String> VARIABLES =
            List.of("KMS_CONFIG", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private Processes() {}

    static ProcessBuilder builder(Path directory, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeAll(VARIABLES);
        return builder;
    }

    /** Runs a program to its end; it finds nothing on its standard input. */
    static Outcome run(Path directory, List<String> command)
            throws IOException, InterruptedException {
        return run(builder(directory, command));
    }

    static Outcome run(ProcessBuilder builder) throws IOException, InterruptedException {
        String command = String.join(" ", builder.command());
        // A file, since a process that fills a pipe which nobody reads would never end.
        Path printed = Files.createTempFile("printed", ".txt");
        try {
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(printed, StandardCharsets.UTF_8);
            assertThat(ended).as("%s ends; it printed:%n%s", command, text).isTrue();
            return new Outcome(command, process.exitValue(), text);
        } finally {
            Files.delete(printed);
        }
    }

    /** Runs a program that must succeed, and gives what it printed. */
    static String succeed(Path directory, List<String> command)
            throws IOException, InterruptedException {
        Outcome outcome = run(directory, command);
        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        return outcome.printed();
    }
}
