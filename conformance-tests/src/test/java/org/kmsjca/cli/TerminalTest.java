package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.Distribution;

/**
 * The command of the distribution on a terminal of 80 columns, which the program {@code script}
 * makes.
 */
@Tag("once")
class TerminalTest {
    private static final long PATIENCE_IN_SECONDS = 120;

    /** Exit codes, of which the page on the command line tells. */
    private static final int REFUSED = 1;

    private static final int READER_GONE = 141;

    @TempDir private Path directory;
    private Path config;
    private String key;

    /** What a command line printed and returned. */
    private record Run(int exitCode, String out) {}

    @BeforeEach
    void makeKey() throws Exception {
        config = configure("");
        key =
                shell("kms key create --alias orders")
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("KeyId "))
                        .findFirst()
                        .orElseThrow()
                        .replaceFirst("KeyId +", "");
    }

    private Path configure(String more) throws IOException {
        return Files.writeString(
                directory.resolve("kms.properties"),
                "home=" + directory.resolve("home") + "\n" + more);
    }

    /** Runs a line of a shell in which {@code kms} has the configuration; what is typed follows. */
    private Run shell(String line, String typed) throws Exception {
        Files.writeString(
                directory.resolve("kms.sh"),
                "kms() { command kms \"$@\" --config '%s'; }\n".formatted(config));
        Path out = directory.resolve("out");
        var builder =
                new ProcessBuilder("bash", "-c", ". ./kms.sh\n" + line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        Distribution.putOnPath(builder);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(typed.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out));
    }

    private Run shell(String line) throws Exception {
        return shell(line, "");
    }

    /** The same on a terminal. */
    private Run terminal(String line, String typed) throws Exception {
        Files.writeString(directory.resolve("inner"), ". ./kms.sh\nstty cols 80\n" + line + "\n");
        return shell("script -qec 'bash ./inner' /dev/null", typed);
    }

    @Test
    void binaryDataAreNotWrittenToATerminalAndTextIs() throws Exception {
        Files.write(directory.resolve("binary"), new byte[] {1, 2, 3});
        Files.writeString(directory.resolve("text"), "plain words\n");
        for (String name : List.of("binary", "text")) {
            assertThat(shell("kms encrypt --key alias/orders " + name).exitCode()).isZero();
        }

        Run binary = terminal("kms decrypt binary.kms -o -", "");
        assertThat(binary.exitCode()).isEqualTo(REFUSED);
        assertThat(binary.out()).contains("binary", "--force").doesNotContain("\u0001");
        assertThat(terminal("kms decrypt binary.kms -o - --force", "").out()).contains("\u0001");
        assertThat(terminal("kms decrypt text.kms -o -", "").out()).isEqualTo("plain words\r\n");
        assertThat(terminal("kms encrypt --key alias/orders text -o -", "").exitCode())
                .isEqualTo(REFUSED);
    }

    @Test
    void aReaderWhoHasEnoughEndsDecryptionQuietly() throws Exception {
        Path large = directory.resolve("large");
        Files.write(large, new byte[4 << 20]);
        assertThat(shell("kms encrypt --key alias/orders large").exitCode()).isZero();

        Run run =
                shell(
                        "kms decrypt large.kms -o - | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}",
                        "");

        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(READER_GONE);
    }

    @Test
    void deletionIsConfirmedOnATerminalAndNotInAPipe() throws Exception {
        String schedule = "kms key schedule-deletion " + key + " --days 7";

        Run refused = terminal(schedule, "n\n");
        assertThat(refused.exitCode()).isEqualTo(REFUSED);
        assertThat(refused.out()).contains("In 7 days", "orders", "[y/N]", "nothing was changed");
        assertThat(terminal(schedule, "\u0004").exitCode()).isEqualTo(REFUSED);
        assertThat(shell("kms key describe " + key).out()).contains("Enabled");
        assertThat(terminal(schedule, "y\n").exitCode()).isZero();
        assertThat(shell("kms key cancel-deletion " + key).exitCode()).isZero();
        assertThat(shell(schedule).exitCode()).isZero();
    }

    @Test
    void aKeyFileIsReplacedByAPassphraseThatIsTyped() throws Exception {
        assertThat(shell("kms root change --to passphrase").out())
                .contains("--new-passphrase file:PATH");

        Run changed = terminal("kms root change --to passphrase", "y\nshort one\nshort one\n");

        assertThat(changed.exitCode()).as(changed.out()).isZero();
        assertThat(changed.out())
                .contains("the passphrase has 9 characters")
                .contains("needs a line: root=passphrase")
                .contains("delete the key file " + directory.resolve("home/root.key"));
        Files.writeString(directory.resolve("secret"), "short one");
        Files.delete(directory.resolve("home/root.key"));
        configure("root=passphrase\nroot.passphrase=file:" + directory.resolve("secret") + "\n");
        assertThat(shell("kms key list").out()).contains(key);
    }

    @Test
    void thePassphraseOfTheStoreIsAskedForWhereNoSettingHasIt() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");
        String create = "kms key create --alias payroll";

        assertThat(shell(create).out()).contains("root=passphrase needs the passphrase");
        Run typing = terminal(create, "long enough it is\nlong enuogh it is\n");
        assertThat(typing.out()).contains("the two passphrases differ");
        Run made = terminal(create, "long enough it is\nlong enough it is\n");
        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out())
                .contains("New passphrase of the KMS: ", "Once more: ")
                .doesNotContain("harder to guess");

        Run list = terminal("kms key list", "long enough it is\n");
        assertThat(list.out()).contains("Passphrase of the KMS: ", "alias/payroll");
        assertThat(terminal("kms key list", "a wrong one\n").exitCode()).isNotZero();
        assertThat(terminal("kms root status", "").out()).contains("passphrase");
        assertThat(
                        terminal(
                                        "kms root change --to passphrase",
                                        "y\na newer passphrase\na newer passphrase\nlong enough it is\n")
                                .exitCode())
                .isZero();
        assertThat(terminal("kms key list", "a newer passphrase\n").out())
                .contains("alias/payroll");
    }

    @Test
    void questionsAreAskedWhileTheAnswerGoesToAFile() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");
        String typed = "long enough it is\nlong enough it is\n";

        Run made = terminal("kms key create --alias payroll --json > made", typed);

        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out()).contains("New passphrase of the KMS: ", "Once more: ");
        assertThat(Files.readString(directory.resolve("made"))).startsWith("{").contains("KeyId");
        Run shown = terminal("kms key list > list; stty -a", "long enough it is\n");
        assertThat(shown.out()).contains("Passphrase of the KMS: ").containsPattern("[^-]echo ");
        assertThat(Files.readString(directory.resolve("list"))).contains("alias/payroll");
    }

    /** The JVM would take the same mark for each of its letters. */
    @Test
    void whatTheLocaleCannotReadIsNoPassphrase() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");
        String typed = "\u043f\u0430\u0440\u043e\u043b\u044c\n";

        for (String end : List.of("", " > answer")) {
            Run refused = terminal("LC_ALL=C kms key create --alias payroll" + end, typed + typed);

            assertThat(refused.exitCode()).isEqualTo(REFUSED);
            assertThat(refused.out()).contains("LC_ALL=C.UTF-8");
        }
        assertThat(terminal("LC_ALL=C.UTF-8 kms key create", typed + typed).exitCode()).isZero();
    }

    @Test
    void aPassphraseThatIsAddedIsTypedTwice() throws Exception {
        String enroll = "kms root enroll --to passphrase";

        Run typing = terminal(enroll, "long enough it is\nlong enuogh it is\n");
        assertThat(typing.exitCode()).isEqualTo(REFUSED);
        assertThat(typing.out()).contains("Once more: ", "the two passphrases differ");
        Run enrolled = terminal(enroll, "long enough it is\nlong enough it is\n");
        assertThat(enrolled.exitCode()).as(enrolled.out()).isZero();
        configure("root=passphrase\n");
        assertThat(terminal("kms key list", "long enough it is\n").out()).contains(key);
    }

    @Test
    void aShortPassphraseOfANewStoreIsToldAndOfAnOldOneNot() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");

        Run made = terminal("kms key create --alias payroll", "x\nx\n");
        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out())
                .contains("the passphrase has 1 character; one of at least 12 is harder to guess");
        assertThat(terminal("kms key list", "x\n").out())
                .contains("alias/payroll")
                .doesNotContain("harder to guess");
    }

    @Test
    void tablesFitTheTerminalAndStatesHaveColours() throws Exception {
        Run list = terminal("TERM=xterm kms key list", "");
        assertThat(list.out()).contains("\u001b[32mEnabled").doesNotContain("LEVEL");
        assertThat(list.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(terminal("NO_COLOR=1 TERM=xterm kms key list --verbose", "").out())
                .contains("LEVEL")
                .doesNotContain("\u001b");
        assertThat(terminal("TERM=dumb kms key list", "").out()).doesNotContain("\u001b");
        assertThat(shell("kms key list").out()).contains("LEVEL").doesNotContain("\u001b");
        assertThat(terminal("NO_COLOR=1 kms key create --help", "").out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void doctorAsksForThePassphraseAndTheEndOfTheInputIsNone() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");
        String typed = "long enough it is\nlong enough it is\n";
        assertThat(terminal("kms key create --alias payroll", typed).exitCode()).isZero();

        Run asked = terminal("kms doctor", "long enough it is\n");
        assertThat(asked.out())
                .contains("Passphrase of the KMS: ", "1 in all")
                .doesNotContain("root=passphrase needs");
        Run none = terminal("kms key list", "\u0004");
        assertThat(none.exitCode()).isEqualTo(REFUSED);
        assertThat(none.out()).contains("no passphrase was given").doesNotContain("no terminal");

        config = directory.resolve("missing.properties");
        assertThat(terminal("kms doctor", "").out()).contains("configuration", "missing");
    }
}
