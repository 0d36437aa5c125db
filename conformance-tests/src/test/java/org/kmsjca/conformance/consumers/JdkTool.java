package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * keytool or jarsigner, with the start of its command line. It runs without a terminal and without
 * input, so whatever it would ask for is missing.
 */
record JdkTool(Path directory, List<String> start) {
    /** The tool with our jars on that path, and a security properties file that registers us. */
    static JdkTool registered(String name, JarPath path, KmsHome home) throws IOException {
        Path securityFile = home.securityFile(SecurityFile.PREFERRED);
        List<String> start = path.tool(name);
        start.add("-J-Djava.security.properties=" + securityFile);
        return new JdkTool(home.directory(), start);
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        return Processes.run(directory, command);
    }

    /** Runs the tool, which must succeed; gives what it printed. */
    String succeed(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = run(arguments);
        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
        return outcome.printed();
    }

    /** Runs the tool, which must fail; gives what it printed. */
    String fail(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = run(arguments);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.printed()).doesNotContain("\tat ");
        return outcome.printed();
    }
}
