package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a terminal of 80 columns, which the program {@code script} makes. */
class TerminalTest {
    private static final long PATIENCE_IN_SECONDS = 120;

    @TempDir private Path directory;
    private Path config;
    private String key;

    @BeforeEach
    void makeKey() throws IOException {
        config = configure("");
        key =
                kms("key", "create", "--alias", "orders")
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .replaceFirst("KeyId +", "");
    }

    private Path configure(String more) throws IOException {
        return Files.writeString(
                directory.resolve("kms.properties"),
                "home=" + directory.resolve("home") + "\n" + more);
    }

    private CliRun kms(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config.toString();
        return CliRun.of(all);
    }

    /** Runs a line of a shell in which {@code kms} is the command; what is typed comes first. */
    private CliRun shell(String line, String typed) throws Exception {
        Files.writeString(
                directory.resolve("kms.sh"),
                "kms() { '%s/bin/java' %s -XX:TieredStopAtLevel=1 -cp '%s' %s --config '%s' \"$@\"; }\n"
                        .formatted(
                                System.getProperty("java.home"),
                                // as the manifest of the command's jar
                                Runtime.version().feature() >= 22
                                        ? "--enable-native-access=ALL-UNNAMED"
                                        : "",
                                System.getProperty("java.class.path"),
                                KmsCommand.class.getName(),
                                config));
        Path out = directory.resolve("out");
        Process process =
                new ProcessBuilder("bash", "-c", ". ./kms.sh\n" + line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(typed.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new CliRun(process.exitValue(), Files.readString(out), "");
    }

    /** The same on a terminal. */
    private CliRun terminal(String line, String typed) throws Exception {
        Files.writeString(directory.resolve("inner"), ". ./kms.sh\nstty cols 80\n" + line + "\n");
        return shell("script -qec 'bash ./inner' /dev/null", typed);
    }

    @Test
    void binaryDataAreNotWrittenToATerminalAndTextIs() throws Exception {
        Files.write(directory.resolve("binary"), new byte[] {1, 2, 3});
        Files.writeString(directory.resolve("text"), "plain words\n");
        for (String name : List.of("binary", "text")) {
            String file = directory.resolve(name).toString();
            assertThat(kms("encrypt", "--key", "alias/orders", file).exitCode()).isZero();
        }

        CliRun binary = terminal("kms decrypt binary.kms -o -", "");
        assertThat(binary.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(binary.out()).contains("binary", "--force").doesNotContain("\u0001");
        assertThat(terminal("kms decrypt binary.kms -o - --force", "").out()).contains("\u0001");
        assertThat(terminal("kms decrypt text.kms -o -", "").out()).isEqualTo("plain words\r\n");
        assertThat(terminal("kms encrypt --key alias/orders text -o -", "").exitCode())
                .isEqualTo(ExitCodes.REFUSED);
    }

    @Test
    void aReaderWhoHasEnoughEndsDecryptionQuietly() throws Exception {
        Path large = directory.resolve("large");
        Files.write(large, new byte[4 << 20]);
        assertThat(kms("encrypt", "--key", "alias/orders", large.toString()).exitCode()).isZero();

        CliRun run =
                shell(
                        "kms decrypt large.kms -o - | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}",
                        "");

        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCodes.READER_GONE);
    }

    @Test
    void deletionIsConfirmedOnATerminalAndNotInAPipe() throws Exception {
        String schedule = "kms key schedule-deletion " + key + " --days 7";

        CliRun refused = terminal(schedule, "n\n");
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.out()).contains("In 7 days", "orders", "[y/N]", "nothing was changed");
        assertThat(terminal(schedule, "\u0004").exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms("key", "describe", key).out()).contains("Enabled");
        assertThat(terminal(schedule, "y\n").exitCode()).isZero();
        assertThat(kms("key", "cancel-deletion", key).exitCode()).isZero();
        assertThat(shell(schedule, "").exitCode()).isZero();
    }

    @Test
    void aKeyFileIsReplacedByAPassphraseThatIsTyped() throws Exception {
        assertThat(shell("kms root change --to passphrase", "").out())
                .contains("--new-passphrase file:PATH");

        CliRun changed = terminal("kms root change --to passphrase", "y\nshort one\nshort one\n");

        assertThat(changed.exitCode()).as(changed.out()).isZero();
        assertThat(changed.out())
                .contains("the passphrase has 9 characters")
                .contains("needs a line: root=passphrase")
                .contains("delete the key file " + directory.resolve("home/root.key"));
        Files.writeString(directory.resolve("secret"), "short one");
        Files.delete(directory.resolve("home/root.key"));
        configure("root=passphrase\nroot.passphrase=file:" + directory.resolve("secret") + "\n");
        assertThat(kms("key", "list").out()).contains(key);
    }

    @Test
    void thePassphraseOfTheStoreIsAskedForWhereNoSettingHasIt() throws Exception {
        config =
                Files.writeString(
                        directory.resolve("asked.properties"),
                        "home=" + directory.resolve("asked") + "\nroot=passphrase\n");
        String create = "kms key create --alias payroll";

        assertThat(shell(create, "").out()).contains("root=passphrase needs the passphrase");
        CliRun typing = terminal(create, "long enough it is\nlong enuogh it is\n");
        assertThat(typing.out()).contains("the two passphrases differ");
        CliRun made = terminal(create, "long enough it is\nlong enough it is\n");
        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out())
                .contains("New passphrase of the KMS: ", "Once more: ")
                .doesNotContain("harder to guess");

        CliRun list = terminal("kms key list", "long enough it is\n");
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

        CliRun made = terminal("kms key create --alias payroll --json > made", typed);

        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out()).contains("New passphrase of the KMS: ", "Once more: ");
        assertThat(Files.readString(directory.resolve("made"))).startsWith("{").contains("KeyId");
        CliRun shown = terminal("kms key list > list; stty -a", "long enough it is\n");
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
            CliRun refused =
                    terminal("LC_ALL=C kms key create --alias payroll" + end, typed + typed);

            assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
            assertThat(refused.out()).contains("LC_ALL=C.UTF-8");
        }
        assertThat(terminal("LC_ALL=C.UTF-8 kms key create", typed + typed).exitCode()).isZero();
    }

    @Test
    void aPassphraseThatIsAddedIsTypedTwice() throws Exception {
        String enroll = "kms root enroll --to passphrase";

        CliRun typing = terminal(enroll, "long enough it is\nlong enuogh it is\n");
        assertThat(typing.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(typing.out()).contains("Once more: ", "the two passphrases differ");
        CliRun enrolled = terminal(enroll, "long enough it is\nlong enough it is\n");
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

        CliRun made = terminal("kms key create --alias payroll", "x\nx\n");
        assertThat(made.exitCode()).as(made.out()).isZero();
        assertThat(made.out())
                .contains("the passphrase has 1 character; one of at least 12 is harder to guess");
        assertThat(terminal("kms key list", "x\n").out())
                .contains("alias/payroll")
                .doesNotContain("harder to guess");
    }

    @Test
    void tablesFitTheTerminalAndStatesHaveColours() throws Exception {
        CliRun list = terminal("TERM=xterm kms key list", "");
        assertThat(list.out()).contains("\u001b[32mEnabled").doesNotContain("LEVEL");
        assertThat(list.out().replaceAll("\u001b\\[[0-9;]*m", "").lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(terminal("NO_COLOR=1 TERM=xterm kms key list --verbose", "").out())
                .contains("LEVEL")
                .doesNotContain("\u001b");
        assertThat(terminal("TERM=dumb kms key list", "").out()).doesNotContain("\u001b");
        assertThat(shell("kms key list", "").out()).contains("LEVEL").doesNotContain("\u001b");
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

        CliRun asked = terminal("kms doctor", "long enough it is\n");
        assertThat(asked.out())
                .contains("Passphrase of the KMS: ", "1 in all")
                .doesNotContain("root=passphrase needs");
        CliRun none = terminal("kms key list", "\u0004");
        assertThat(none.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(none.out()).contains("no passphrase was given").doesNotContain("no terminal");

        config = directory.resolve("missing.properties");
        assertThat(terminal("kms doctor", "").out()).contains("configuration", "missing");
    }
}
