package org.kmsjca.consumers.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system that are peers of a consumer, or help a test. */
public final class Command {
    private static final long PATIENCE_IN_SECONDS = 60;

    private Command() {}

    /** Runs a program to its success and gives what it printed. */
    public static String run(Path directory, String... command) {
        Path output = directory.resolve("output-of-" + Path.of(command[0]).getFileName());
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            assertThat(ended).as("%s ends: %s", command[0], text).isTrue();
            assertThat(process.exitValue()).as("%s: %s", List.of(command), text).isZero();
            return text;
        } catch (IOException e) {
            throw new AssertionError(command[0] + " is missing: run bash .ci/setup test", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
