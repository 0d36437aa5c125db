package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.testing.Swtpm;

/** TSS.Java's classes inside the packaged jar, and a software TPM behind it. */
@Tag("once")
class TpmJarTest {
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
    void jarHasTheTpmsStructuresThatAreUsedTheirLicenceAndNothingElseOfTheirs() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "org/kmsjca/internal/tss/Tpm.class",
                            "org/kmsjca/internal/tss/tpm/TPMT_PUBLIC.class",
                            "META-INF/licenses/TSS.Java.txt")
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                    .noneMatch(name -> name.matches("(TSSMain|samples/|com/sun/jna/|todo).*"))
                    .noneMatch(name -> name.matches("tss/.*"))
                    .noneMatch(
                            name ->
                                    name.matches(
                                            ".*/tss/(TpmDevice(Tbs|Linux|Tcp)|TpmFactory).*[.]class"));
        }
    }

    @Test
    void storeThatTheClassPathMadeOpensFromTheModulePathAndByTheCommand() throws Exception {
        try (Swtpm tpm = Swtpm.start(directory.resolve("tpm"))) {
            Path configuration =
                    Files.write(
                            directory.resolve("kms.properties"),
                            List.of(
                                    "home=" + directory.resolve("home"),
                                    "root=tpm",
                                    "tpm.device=" + tpm.device(),
                                    "tpm.random=true",
                                    "tpm.counter=true"));
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
                assertThat(answers.to("root")).startsWith("TPM 2.0 " + tpm.device());
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
                    .contains("TPM 2.0 " + tpm.device());
        }
    }
}
