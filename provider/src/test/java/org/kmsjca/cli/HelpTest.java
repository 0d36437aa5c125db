package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    static Stream<List<String>> everyCommand() {
        Output nowhere =
                new Output(
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream(),
                        StandardCharsets.UTF_8);
        return walk(List.of(), new CommandLine(new KmsCommand(nowhere)));
    }

    private static Stream<List<String>> walk(List<String> path, CommandLine command) {
        Stream<List<String>> deeper =
                command.getSubcommands().entrySet().stream()
                        .flatMap(entry -> walk(with(path, entry.getKey()), entry.getValue()));
        return Stream.concat(Stream.of(path), deeper);
    }

    private static List<String> with(List<String> path, String word) {
        List<String> longer = new ArrayList<>(path);
        longer.add(word);
        return longer;
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItself(List<String> path) {
        CliRun run = CliRun.of(with(path, "--help").toArray(String[]::new));
        String examples = run.out().substring(run.out().indexOf("Examples:"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Usage: kms")
                .contains("--config=FILE", "--json", "--verbose", "--help", "--version")
                .contains("Exit codes:");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
        assertThat(examples).contains(String.join(" ", path));
    }

    @Test
    void specsAreListedInTheKmsSpelling() {
        assertThat(CliRun.of("key", "create", "--help").out())
                .contains("Aliyun_AES_256", "RSA_4096", "EC_P256K", "ENCRYPT/DECRYPT", "Aliyun_KMS")
                .doesNotContain("ALIYUN_AES_256");
    }

    @Test
    void versionNamesProgramAndJava() {
        CliRun run = CliRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("kms ").contains("Java " + Runtime.version().feature());
    }

    @Test
    void completionIsAScriptOfAllCommands() {
        CliRun run = CliRun.of("completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("#!").contains("schedule-deletion", "\"RSA_2048\"");
    }
}
