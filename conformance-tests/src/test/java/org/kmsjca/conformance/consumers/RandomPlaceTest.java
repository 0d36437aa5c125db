package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeySpec;

/** Our generators are there for who names them, and for nobody else, whatever our place. */
@Tag("once")
class RandomPlaceTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void onlyProgramsThatNameThemGetThem(boolean first, boolean tpm) throws Exception {
        try (KmsHome home =
                new KmsHome(
                        directory.resolve("kms"),
                        "tpm.random=" + tpm,
                        "tpm.device=" + directory.resolve("no-such-device"))) {
            String line = "KMS " + home.configuration();
            Path securityFile =
                    SecurityFile.write(
                            directory.resolve("java.security"),
                            first ? SecurityFile.first(line) : SecurityFile.last(line));
            Answers answers =
                    Answers.of(
                            Processes.run(
                                    directory,
                                    JarPath.CLASS_PATH.java(
                                            securityFile, List.of(), RandomProgram.class)));
            if (first) {
                assertThat(answers.to("first")).isEqualTo("KMS");
            }
            SecureRandom jdk = new SecureRandom();
            assertThat(answers.to("unnamed"))
                    .isEqualTo(jdk.getProvider().getName() + " " + jdk.getAlgorithm());
            assertThat(answers.to("strong")).startsWith("SUN ");
            assertThat(answers.to("TLS")).isEqualTo("SunJSSE");
            assertThat(answers.to("listed")).isEqualTo("false");
            assertThat(answers.to("entries")).isEqualTo("false");

            assertThat(answers.to("KMS")).isEqualTo("KMS KMS");
            assertThat(answers.to("KMS of it")).isEqualTo("KMS KMS");
            assertThat(answers.to("numbers")).isEqualTo("true");
            assertThat(answers.to("parameters")).startsWith("NoSuchAlgorithmException");
            if (tpm) {
                assertThat(answers.to("KMS-TPM")).isEqualTo("KMS KMS-TPM");
                assertThat(answers.to("KMS-TPM of it")).isEqualTo("KMS KMS-TPM");
            } else {
                assertThat(answers.to("KMS-TPM")).startsWith("NoSuchAlgorithmException");
                assertThat(answers.to("KMS-TPM of it")).startsWith("NoSuchAlgorithmException");
            }
        }
    }

    /** A generator that another provider puts first serves nobody's IV and no padding. */
    @Test
    void noGeneratorOfTheListIsAskedForIvsAndPadding() throws Exception {
        try (KmsHome home = new KmsHome(directory.resolve("kms"))) {
            home.create("aes", KeySpec.ALIYUN_AES_256);
            home.create("sm4", KeySpec.ALIYUN_SM4);
            home.createForDecryption("rsa");
            Answers answers =
                    Answers.of(
                            Processes.run(
                                    directory,
                                    JarPath.CLASS_PATH.java(
                                            home.securityFile(),
                                            List.of(),
                                            FirstRandomProgram.class)));
            assertThat(answers.to("new SecureRandom()")).isEqualTo("Worthless");
            assertThat(answers.to("encrypted"))
                    .contains(
                            "AES/CBC/ISO10126Padding",
                            "AES/GCM/NoPadding",
                            "SM4/CBC/PKCS5Padding",
                            "RSA/ECB/OAEPPadding",
                            "RSA/NONE/PKCS1Padding");
            assertThat(answers.to("asked")).isEmpty();
        }
    }
}
