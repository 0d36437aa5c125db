package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;

/** The configuration file behind the provider's name in java.security. */
@Tag("once")
class ConfigurationArgumentTest {
    private final Path directory;

    ConfigurationArgumentTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Answers run(Class<?> program, List<String> lines) throws Exception {
        Path securityFile = SecurityFile.write(directory.resolve("java.security"), lines);
        return Answers.of(
                Processes.run(
                        directory, JarPath.CLASS_PATH.java(securityFile, List.of(), program)));
    }

    private void assertJvmWorksAndKmsNames(Path file, List<String> lines) throws Exception {
        Answers answers = run(UnusableConfigurationProgram.class, lines);

        assertThat(answers.to("providers")).contains("KMS").contains("SunRsaSign");
        assertThat(answers.to("software SHA256withRSA")).isEqualTo("SunRsaSign");
        assertThat(answers.to("key generation"))
                .startsWith("KmsException: InvalidParameter: ")
                .contains(file.toString());
        assertThat(answers.to("KeyStore.load"))
                .startsWith("IOException: InvalidParameter: ")
                .contains(file.toString());
    }

    @Test
    void missingFileIsToldByTheFirstOperation() throws Exception {
        Path missing = directory.resolve("missing.properties");

        assertJvmWorksAndKmsNames(missing, SecurityFile.last("KMS " + missing));
    }

    @Test
    void missingFileDoesNotBreakTheJvmFromTheFirstPlaceEither() throws Exception {
        Path missing = directory.resolve("missing.properties");

        assertJvmWorksAndKmsNames(missing, SecurityFile.first("KMS " + missing));
    }

    @Test
    void fileWithAnUnknownKeyIsToldByTheFirstOperation() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.properties"), "hoem=/tmp\n");

        assertJvmWorksAndKmsNames(wrong, SecurityFile.last("KMS " + wrong));
    }

    @Test
    void pathMayHaveBlanks() throws Exception {
        try (KmsHome home = new KmsHome(directory.resolve("our own kms"))) {
            home.createWithCertificate("rsa", KeySpec.RSA_2048);
            home.createWithCertificate("k1", KeySpec.EC_P256K);

            Answers answers =
                    run(SampleProgram.class, SecurityFile.last("KMS " + home.configuration()));

            assertThat(answers.to("secp256k1 verification")).contains("Curve not supported");
            assertThat(answers.to("place")).isEqualTo("13 of 13");
        }
    }

    @Test
    void twoLinesGiveTwoProvidersEachWithItsOwnKeys() throws Exception {
        try (KmsHome testing = new KmsHome(directory.resolve("testing"));
                KmsHome production =
                        new KmsHome(directory.resolve("production"), "provider.name=KMS-prod")) {
            testing.create("testing", KeySpec.EC_P256);
            production.create("production", KeySpec.EC_P256);

            Answers answers =
                    run(
                            TwoInstancesProgram.class,
                            SecurityFile.last(
                                    "KMS " + testing.configuration(),
                                    "KMS " + production.configuration()));

            assertThat(answers.to("providers")).isEqualTo("KMS KMS-prod");
            assertThat(answers.to("KMS")).isEqualTo("[testing]");
            assertThat(answers.to("KMS, by name")).isEqualTo("[testing]");
            assertThat(answers.to("KMS-prod")).isEqualTo("[production]");
            assertThat(answers.to("testing unnamed")).isEqualTo("KMS");
            assertThat(answers.to("production unnamed")).isEqualTo("KMS-prod");
            assertThat(answers.to("production at KMS")).startsWith("InvalidKeyException: ");
            assertThat(answers.to("testing at KMS-prod")).startsWith("InvalidKeyException: ");
        }
    }
}
