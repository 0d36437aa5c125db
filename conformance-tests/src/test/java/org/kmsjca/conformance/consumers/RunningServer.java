package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server process, stopped at the end of the test. What it logs goes to a file. */
final class RunningServer implements AutoCloseable {
    private static final long PATIENCE_IN_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final BufferedReader printed;
    private final int port;

    private RunningServer(ProcessBuilder builder, Path log, Function<String, String> portIn)
            throws IOException {
        this.log = log;
        this.process = builder.redirectError(log.toFile()).start();
        this.printed = process.inputReader(StandardCharsets.UTF_8);
        Optional<String> found =
                printed.lines().map(portIn).filter(text -> !text.isEmpty()).findFirst();
        if (found.isEmpty()) {
            process.destroyForcibly();
        }
        assertThat(found).as("port of %s:%n%s", builder.command(), log()).isPresent();
        this.port = Integer.parseInt(found.get());
    }

    /** A Java program that prints its port and ends with its input. */
    static RunningServer java(Path directory, List<String> command) throws IOException {
        return new RunningServer(
                Processes.builder(directory, command),
                directory.resolve("server.log"),
                line -> line.matches("[0-9]+") ? line : "");
    }

    /** {@code openssl s_server}, which says where it accepts. */
    static RunningServer openssl(Path directory, List<String> command) throws IOException {
        return new RunningServer(
                Processes.builder(directory, command),
                directory.resolve("openssl.log"),
                line ->
                        line.startsWith("ACCEPT ")
                                ? line.substring(line.lastIndexOf(':') + 1)
                                : "");
    }

    int port() {
        return port;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        printed.close();
    }
}
