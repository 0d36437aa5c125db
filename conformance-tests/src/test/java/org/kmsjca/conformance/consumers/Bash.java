package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bash in a directory, where {@code kms} is the packaged command.
 *
 * @param javaOptions of the command's JVM
 * @param configuration the command's configuration file, from the directory on
 */
record Bash(Path directory, String javaOptions, String configuration) {
    /** What a line printed, and its exit code. */
    record Outcome(int exitCode, String out, String err) {}

    /** Runs the line; a failure in a pipe is the line's. */
    Outcome run(String line) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String program =
                "set -o pipefail; kms() { '"
                        + java
                        + "' "
                        + javaOptions
                        + " "
                        + (Runtime.version().feature() >= 22
                                ? "--enable-native-access=ALL-UNNAMED "
                                : "")
                        + "-jar '"
                        + System.getProperty("kms.cli.jar")
                        + "' \"$@\"; }; export KMS_CONFIG="
                        + configuration
                        + "; ";
        Path errors = directory.resolve("errors");
        Process process =
                new ProcessBuilder("bash", "-c", program + line)
                        .directory(directory.toFile())
                        .redirectError(errors.toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(errors));
    }
}
