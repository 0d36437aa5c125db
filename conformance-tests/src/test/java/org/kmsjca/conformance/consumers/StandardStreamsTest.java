package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command with standard streams that are closed, or that are named as files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("once")
class StandardStreamsTest {
    private static final int UNEXPECTED = 3;
    private static final int REFUSED = 1;

    @TempDir private static Path directory;
    private Bash bash;

    @BeforeAll
    void createKeys() throws Exception {
        Files.writeString(directory.resolve("kms.properties"), "home=home\nroot=keyfile\n");
        Files.writeString(directory.resolve("text"), "text");
        bash = new Bash(directory, "-XX:TieredStopAtLevel=1", "kms.properties");
        assertThat(bash.run("kms key create --spec Aliyun_AES_256 --alias aes").exitCode())
                .isZero();
        assertThat(bash.run("kms key create --spec HMAC_SHA_256 --alias mac").exitCode()).isZero();
    }

    private int exitCode(String line) throws IOException, InterruptedException {
        return bash.run(line).exitCode();
    }

    /** A closed input is no empty file and none of the JVM's; a lost answer is no success. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"})
    void closedStreamFailsAsSuch(String closed) throws Exception {
        boolean answered = !closed.contains(" >&-") && !closed.startsWith(">&-");
        assertThat(exitCode("kms key list < text " + closed)).isEqualTo(answered ? 0 : UNEXPECTED);
        Path envelope = directory.resolve("standard.kms");
        Files.deleteIfExists(envelope);
        Bash.Outcome encrypted =
                bash.run("kms encrypt --key alias/aes -o standard.kms - < text " + closed);
        if (closed.contains("<&-")) {
            assertThat(encrypted.exitCode()).isNotZero().isLessThanOrEqualTo(UNEXPECTED);
            assertThat(envelope).doesNotExist();
            assertThat(encrypted.err())
                    .contains(closed.contains("2>&-") ? "" : "standard input: Bad file descriptor");
        } else {
            assertThat(encrypted.exitCode()).isEqualTo(answered ? 0 : UNEXPECTED);
            assertThat(bash.run("kms decrypt -o - standard.kms").out()).isEqualTo("text");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    void standardOutputByItsNamesHasTheDataOnly(String name) throws Exception {
        String mac = "kms crypto mac --key alias/mac --message aGVsbG8= --out " + name;
        assertThat(bash.run(mac + " | wc -c").out().strip()).isEqualTo("32");
        assertThat(exitCode(mac + " > code")).isZero();
        assertThat(directory.resolve("code")).hasSize(32);
        assertThat(
                        bash.run(
                                        "kms encrypt --key alias/aes -o %s text | kms decrypt -"
                                                .formatted(name))
                                .out())
                .isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/self/mem", "."})
    void sourceThatCannotBeReadIsNamed(String source) throws Exception {
        Bash.Outcome outcome = bash.run("kms encrypt --key alias/aes -o none " + source);
        assertThat(outcome.exitCode()).isEqualTo(REFUSED);
        assertThat(outcome.err()).contains(" " + source + ": ");
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
