package org.kmsjca.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kmsjca.conformance.support.OneJvmProgram;

/**
 * The jar in one JVM that carries out command after command ({@link OneJvmProgram}): for tests of
 * which the start of a JVM for each command would take nearly all of the time.
 */
final class OneJvm implements AutoCloseable {
    private static final long PATIENCE_IN_SECONDS = 60;

    private final ExecutorService reading = Executors.newSingleThreadExecutor();
    private final Process process;
    private final DataOutputStream commands;
    private final DataInputStream outcomes;

    /**
     * @param java the command that starts the JVM, with its options
     */
    OneJvm(Path home, List<String> java, Path jar) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.add("-cp");
        command.add(jar + File.pathSeparator + programs());
        command.add(OneJvmProgram.class.getName());
        process =
                Shell.atHome(new ProcessBuilder(command), home)
                        .redirectError(home.resolve("stderr").toFile())
                        .start();
        commands = new DataOutputStream(process.getOutputStream());
        outcomes = new DataInputStream(process.getInputStream());
    }

    private static Path programs() {
        try {
            return Path.of(
                    OneJvmProgram.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Shell.Outcome run(List<String> arguments) throws IOException, InterruptedException {
        commands.writeInt(arguments.size());
        for (String argument : arguments) {
            commands.writeUTF(argument);
        }
        commands.flush();
        try {
            return reading.submit(this::outcome).get(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("kms " + arguments + " does not end as it should", e);
        }
    }

    private Shell.Outcome outcome() throws IOException {
        int exitCode = outcomes.readInt();
        return new Shell.Outcome(lines(), lines(), exitCode);
    }

    private List<String> lines() throws IOException {
        byte[] bytes = outcomes.readNBytes(outcomes.readInt());
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        reading.shutdownNow();
    }
}
