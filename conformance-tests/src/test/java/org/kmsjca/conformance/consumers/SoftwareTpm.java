package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A swtpm of the test's own on a loopback port, fresh. */
final class SoftwareTpm implements AutoCloseable {
    private static final long PAUSE_NANOS = 5_000_000L;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final int TRIES = 4;

    private final Process process;
    private final int port;

    private SoftwareTpm(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param state a directory for its state, made here
     */
    static SoftwareTpm start(Path state) throws IOException {
        Files.createDirectory(state);
        return start(state, TRIES);
    }

    /** Another process may take the ports before swtpm does: then on others. */
    private static SoftwareTpm start(Path state, int tries) throws IOException {
        int port = freePorts();
        SoftwareTpm tpm = new SoftwareTpm(launch(state, port), port);
        long start = System.nanoTime();
        while (tpm.process.isAlive() && System.nanoTime() - start < PATIENCE_NANOS) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected() && tpm.process.isAlive()) {
                    return tpm;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        tpm.process.destroyForcibly();
        if (tries > 1) {
            return start(state, tries - 1);
        }
        throw new IOException("swtpm: " + Files.readString(state.resolve("log")));
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

    private static Process launch(Path state, int port) {
        try {
            return new ProcessBuilder(
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
        } catch (IOException e) {
            throw new IllegalStateException("on Debian: apt-get install swtpm", e);
        }
    }

    int port() {
        return port;
    }

    /** As the setting {@code tpm.device} wants it. */
    String address() {
        return "swtpm:127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
