package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TSS.Java's classes inside the packaged jar, and a software TPM behind it. */
class TpmJarTest {
    private static final long PAUSE_NANOS = 5_000_000L;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Path directory;

    TpmJarTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Path jar() {
        return Path.of(
                Objects.requireNonNull(
                        System.getProperty("kms.provider.jar"), "-Dkms.provider.jar"));
    }

    @Test
    void jarHasTheTpmsStructuresTheirLicenceAndNothingElseOfTheirs() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "tss/Tpm.class",
                            "tss/tpm/TPMT_PUBLIC.class",
                            "META-INF/licenses/TSS.Java.txt")
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                    .noneMatch(name -> name.matches("(TSSMain|samples/|com/sun/jna/|todo).*"))
                    .noneMatch(name -> name.matches("tss/(TpmDevice(Tbs|Linux|Tcp)|TpmFactory).*"));
        }
    }

    @Test
    void storeThatTheClassPathMadeOpensFromTheModulePathAndByTheCommand() throws Exception {
        int port = freePorts();
        Process swtpm = startTpm(port);
        try {
            Path configuration =
                    Files.write(
                            directory.resolve("kms.properties"),
                            List.of(
                                    "home=" + directory.resolve("home"),
                                    "root=tpm",
                                    "tpm.device=swtpm:127.0.0.1:" + port,
                                    "tpm.random=true"));
            Path securityFile =
                    SecurityFile.write(
                            directory.resolve("java.security"),
                            SecurityFile.last("KMS " + configuration));
            for (JarPath path : JarPath.values()) {
                Answers answers =
                        Answers.of(
                                Processes.run(
                                        directory,
                                        path.java(securityFile, List.of(), TpmProgram.class)));
                assertThat(answers.to("module"))
                        .isEqualTo(path == JarPath.MODULE_PATH ? "org.kmsjca.provider" : "null");
                assertThat(answers.to("cipher")).isEqualTo("KMS");
                assertThat(answers.to("root")).startsWith("TPM 2.0 swtpm:127.0.0.1:" + port);
                assertThat(answers.to("random")).isEqualTo("KMS");
            }
            assertThat(
                            Processes.succeed(
                                    directory,
                                    List.of(
                                            JarPath.executable("java"),
                                            "-jar",
                                            System.getProperty("kms.cli.jar"),
                                            "doctor",
                                            "--config",
                                            configuration.toString())))
                    .contains("TPM 2.0 swtpm:127.0.0.1:" + port);
        } finally {
            swtpm.destroyForcibly().waitFor();
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

    private Process startTpm(int port) throws IOException {
        Path state = Files.createDirectory(directory.resolve("tpm"));
        Process swtpm;
        try {
            swtpm =
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
        } catch (IOException e) {
            throw new IllegalStateException("on Debian: apt-get install swtpm", e);
        }
        long start = System.nanoTime();
        while (swtpm.isAlive() && System.nanoTime() - start < PATIENCE_NANOS) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return swtpm;
            } catch (IOException notYet) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        swtpm.destroyForcibly();
        throw new IOException("swtpm: " + Files.readString(state.resolve("log")));
    }
}
