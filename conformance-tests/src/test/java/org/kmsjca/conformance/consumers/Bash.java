package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.conformance.support.Distribution;

/**
 * Bash in a directory, where {@code kms} is the command of the distribution.
 *
 * @param javaOptions of the command's JVM
 * @param configuration the command's configuration file, from the directory on
 */
record Bash(Path directory, String javaOptions, String configuration) {
    /** What a line printed, and its exit code. */
    record Outcome(int exitCode, String out, String err) {}

    /** Runs the line; a failure in a pipe is the line's. */
    Outcome run(String line) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
                        .directory(directory.toFile())
                        .redirectError(errors.toFile());
        Distribution.putOnPath(builder);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("KMS_CONFIG", configuration);
        builder.environment().put("KMS_JAVA_OPTS", javaOptions);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, Files.readString(errors));
    }
}
