package org.kmsjca.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A software TPM in a process of its own, on two loopback ports that follow each other. */
public final class Swtpm implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int TRIES = 4;

    private final Path state;
    private final int port;

    /** Null while it is off. */
    private Process process;

    private Swtpm(Path state, int port) {
        this.state = state;
        this.port = port;
    }

    /** Starts one whose state is in the directory. */
    public static Swtpm start(Path state) {
        try {
            Files.createDirectories(state);
            return startOnFreePorts(state.toAbsolutePath(), TRIES);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "swtpm could not be started; on Debian: apt-get install swtpm swtpm-tools"
                            + " tpm2-tools",
                    e);
        }
    }

    /** Another process may take the ports before swtpm does: then on others. */
    private static Swtpm startOnFreePorts(Path state, int tries) throws IOException {
        Swtpm tpm = new Swtpm(state, freePorts());
        try {
            tpm.powerOn();
            return tpm;
        } catch (IOException e) {
            if (tries == 1) {
                throw e;
            }
            return startOnFreePorts(state, tries - 1);
        }
    }

    private static int freePorts() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0)) {
                int port = first.getLocalPort();
                try (ServerSocket second = new ServerSocket(port + 1)) {
                    return second.getLocalPort() - 1;
                } catch (IOException taken) {
                    // the next pair, perhaps
                }
            }
        }
    }

    /** The value of {@code tpm.device}. */
    public String device() {
        return "swtpm:127.0.0.1:" + port;
    }

    /** Of its commands; that of its control is the next. */
    public int port() {
        return port;
    }

    /** Switches it on, with the state that its directory has. */
    public void powerOn() throws IOException {
        process =
                new ProcessBuilder(
                                "swtpm",
                                "socket",
                                "--tpm2",
                                "--tpmstate",
                                "dir=" + state,
                                "--server",
                                "type=tcp,bindaddr=127.0.0.1,port=" + port,
                                "--ctrl",
                                "type=tcp,bindaddr=127.0.0.1,port=" + (port + 1),
                                "--flags",
                                "not-need-init,startup-clear")
                        .redirectErrorStream(true)
                        .redirectOutput(state.resolve("log").toFile())
                        .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                if (process.isAlive()) {
                    return;
                }
                throw new IOException("the port is another process's");
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    throw new IOException(
                            "swtpm did not start: " + Files.readString(state.resolve("log")),
                            notYet);
                }
            }
        }
    }

    /** As a loss of power: TPM2_Shutdown is not sent. */
    public void powerOff() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    /** Shuts it down as an operating system does, and starts it again. */
    public void reboot() throws IOException, InterruptedException {
        tool("tpm2_shutdown", "--clear");
        powerOff();
        powerOn();
    }

    /** Makes another TPM of it: the next start finds no state. */
    public void replaceChip() throws IOException {
        powerOff();
        try (Stream<Path> files = Files.list(state)) {
            for (Path file : files.filter(path -> path.toString().endsWith("permall")).toList()) {
                Files.delete(file);
            }
        }
        powerOn();
    }

    /** Runs a program of tpm2-tools against it, in its directory; its standard output. */
    public String tool(String... command) throws IOException, InterruptedException {
        return new String(toolBytes(command), StandardCharsets.UTF_8);
    }

    /** The same, with its standard output as bytes. */
    public byte[] toolBytes(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(state.toFile())
                        .redirectError(state.resolve("tool.err").toFile());
        builder.environment().put("TPM2TOOLS_TCTI", "swtpm:host=127.0.0.1,port=" + port);
        Process tool = builder.start();
        tool.getOutputStream().close();
        byte[] output;
        try (InputStream in = tool.getInputStream()) {
            output = in.readAllBytes();
        }
        if (!tool.waitFor(1, TimeUnit.MINUTES) || tool.exitValue() != 0) {
            throw new IOException(
                    List.of(command) + ": " + Files.readString(state.resolve("tool.err")));
        }
        return output;
    }

    /** Measures something into a register, as firmware does. */
    public void extend(int pcr) throws IOException, InterruptedException {
        tool("tpm2_pcrextend", pcr + ":sha256=" + "5a".repeat(32));
    }

    @Override
    public void close() {
        powerOff();
    }
}
