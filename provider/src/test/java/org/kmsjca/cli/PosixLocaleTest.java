package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A passphrase beyond ASCII, under a locale that has none, and what earlier versions made of it.
 */
class PosixLocaleTest {
    private static final String RIGHT = "\u043f\u0430\u0440\u043e\u043b\u044c";
    private static final String OF_THE_SAME_SHAPE = "\u0434\u0440\u0443\u0433\u043e\u0439";

    /** What the JVM takes for both of them under the POSIX locale. */
    private static final String MANGLED = "\uFFFD".repeat(12);

    @TempDir private Path directory;

    private String configure(String passphrase) throws IOException {
        return Files.writeString(
                        directory.resolve("kms.properties"),
                        "home="
                                + directory.resolve("home")
                                + "\nroot=passphrase\nroot.passphrase="
                                + passphrase
                                + "\n")
                .toString();
    }

    private String file(String passphrase) throws IOException {
        return "file:"
                + Files.writeString(
                        directory.resolve(Integer.toHexString(passphrase.hashCode())), passphrase);
    }

    private CliRun kms(String passphrase, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", configure(file(passphrase))));
        return CliRun.of(all.toArray(String[]::new));
    }

    @Test
    void storeMadeUnderThePosixLocaleOpensByItsPassphraseOnly() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KmsCommand.class.getName(),
                        "key",
                        "create",
                        "--spec",
                        "Aliyun_AES_256",
                        "--config",
                        configure("env:PASS"));
        builder.environment().put("LC_ALL", "POSIX");
        builder.environment().put("PASS", RIGHT); // as UTF-8, by the locale of this JVM
        File printed = directory.resolve("printed").toFile();
        Process process = builder.redirectErrorStream(true).redirectOutput(printed).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed.toPath())).isZero();

        assertThat(kms(OF_THE_SAME_SHAPE, "key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms(MANGLED, "key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms(RIGHT, "key", "list").exitCode()).isZero();
    }

    @Test
    void storeOfAnEarlierVersionOpensAndIsKeyedAnew() throws Exception {
        assertThat(kms(MANGLED, "key", "create", "--spec", "Aliyun_AES_256").exitCode()).isZero();
        CliRun first = kms(RIGHT, "key", "list");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("POSIX locale", "kms root backup");
        CliRun second = kms(RIGHT, "key", "list");
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).doesNotContain("POSIX");
        assertThat(kms(MANGLED, "key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms(OF_THE_SAME_SHAPE, "key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms(RIGHT, "audit", "verify").exitCode()).isZero();
    }

    @Test
    void backupOfAnEarlierVersionOpensAndSaysThatItIsToBeMadeAnew() throws Exception {
        String backup = directory.resolve("backup").toString();
        assertThat(kms(RIGHT, "key", "create", "--spec", "Aliyun_AES_256").exitCode()).isZero();
        CliRun made = kms(RIGHT, "root", "backup", backup, "--passphrase", file(MANGLED));
        assertThat(made.exitCode()).as(made.err()).isZero();
        CliRun wrong = kms(RIGHT, "root", "restore", backup, "--passphrase", file("ascii"));
        assertThat(wrong.exitCode()).isEqualTo(ExitCodes.REFUSED);
        CliRun restored = kms(RIGHT, "root", "restore", backup, "--passphrase", file(RIGHT));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.err()).contains("Make a new 'kms root backup'");
    }
}
