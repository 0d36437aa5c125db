package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** java.security.sample at the root of the repository, as it stands. */
class SecuritySampleTest {
    private static final Path SAMPLE =
            Path.of("..", "java.security.sample").toAbsolutePath().normalize();

    private static KmsHome home;

    @BeforeAll
    static void createKeys(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        home.createWithCertificate("rsa", KeySpec.RSA_2048);
        home.createWithCertificate("k1", KeySpec.EC_P256K);
        home.create("aes", KeySpec.ALIYUN_AES_256);
    }

    @AfterAll
    static void close() {
        home.close();
    }

    private static String configuration() {
        return "-Dkms.config=" + home.configuration();
    }

    private static void assertEverythingWorks(Answers answers) {
        assertThat(answers.to("place")).isEqualTo("13 of 13");
        assertThat(answers.to("PSS, parameters first")).isEqualTo("KMS");
        assertThat(answers.to("secp256k1 verification")).isEqualTo("KMS");
        assertThat(answers.to("AES-GCM with a CMK")).isEqualTo("KMS");
        assertThat(answers.to("AES-GCM with a software key")).isEqualTo("SunJCE");
    }

    @ParameterizedTest
    @EnumSource
    void registersTheProviderForAnUnmodifiedProgram(JarPath path) throws Exception {
        Answers answers =
                Answers.of(
                        Processes.run(
                                home.directory(),
                                path.java(SAMPLE, List.of(configuration()), SampleProgram.class)));

        assertEverythingWorks(answers);
        assertThat(answers.to("first for AES-GCM")).isEqualTo("SunJCE");
        assertThat(answers.to("module"))
                .isEqualTo(path == JarPath.MODULE_PATH ? "org.kmsjca.provider" : "null");
    }

    /** The line that is commented out takes the place of the one that is not. */
    @Test
    void optionPutsOurAesGcmFirst() throws Exception {
        String preferred = "jdk.security.provider.preferred=";
        List<String> lines = new ArrayList<>(Files.readAllLines(SAMPLE));
        assertThat(lines.removeIf(line -> line.startsWith(preferred))).isTrue();
        lines.replaceAll(line -> line.startsWith("#" + preferred) ? line.substring(1) : line);
        Path file = Files.write(home.directory().resolve("option.security"), lines);

        List<String> options = List.of(configuration());
        Answers answers =
                Answers.of(
                        Processes.run(
                                home.directory(),
                                JarPath.CLASS_PATH.java(file, options, SampleProgram.class)));

        assertEverythingWorks(answers);
        assertThat(answers.to("first for AES-GCM")).isEqualTo("KMS");
    }

    @Test
    void reachesJavaDashJarThroughTheEnvironment() throws Exception {
        Path jar = ProgramJar.write(home.directory().resolve("app.jar"), SampleProgram.class);
        ProcessBuilder program =
                Processes.builder(
                        home.directory(),
                        List.of(JarPath.executable("java"), "-jar", jar.toString()));
        program.environment()
                .put(
                        "JDK_JAVA_OPTIONS",
                        String.join(
                                " ",
                                "-Djava.security.properties=" + SAMPLE,
                                "--module-path=" + JarPath.modules(),
                                configuration()));

        assertEverythingWorks(Answers.of(Processes.run(program)));
    }

    @ParameterizedTest
    @EnumSource
    void registersTheProviderForKeytool(JarPath path) throws Exception {
        List<String> command = new ArrayList<>(path.tool("keytool"));
        command.add("-J-Djava.security.properties=" + SAMPLE);
        command.add("-J" + configuration());
        command.addAll(List.of("-list", "-keystore", "NONE", "-storetype", "KMS"));
        command.addAll(List.of("-storepass", "unused"));

        assertThat(Processes.succeed(home.directory(), command))
                .contains("Keystore provider: KMS", "contains 3 entries", "rsa, ", "k1, ");
    }
}
