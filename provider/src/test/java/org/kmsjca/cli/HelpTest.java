package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpTest {
    private static Output nowhere() {
        return new Output(
                new ByteArrayOutputStream(), new ByteArrayOutputStream(), StandardCharsets.UTF_8);
    }

    static Stream<List<String>> everyCommand() {
        return walk(List.of(), KmsCommand.commandLine(nowhere()));
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
    void theWordsHelpAndVersionDoAsTheOptions() {
        assertThat(CliRun.of("help").out()).isEqualTo(CliRun.of("--help").out());
        assertThat(CliRun.of("help", "key", "create").out())
                .isEqualTo(CliRun.of("key", "create", "--help").out());
        assertThat(CliRun.of("version").out()).isEqualTo(CliRun.of("--version").out());
        for (String line : List.of("--version --json", "--json key -V")) {
            JsonObject document =
                    JsonParser.parseString(CliRun.of(line.split(" ")).out()).getAsJsonObject();
            assertThat(document.get("Version").getAsString()).startsWith("kms ");
        }
        assertThat(CliRun.of("help", "kye").err()).contains("no command 'kye'");
    }

    @Test
    void theProgramAloneExplainsItself() {
        CliRun run = CliRun.of();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(CliRun.of("--help").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void everyShellHasItsCompletion(String shell) {
        assertThat(CliRun.of("completion", shell).out())
                .contains("schedule-deletion", "RSA_2048", "kms");
    }

    @Test
    void manualPageHasAllCommands() {
        String page = ManPage.of(KmsCommand.commandLine(nowhere()).getCommandSpec());

        assertThat(page).startsWith(".TH KMS 1 ").contains(".SS kms key schedule\\-deletion ");
        everyCommand()
                .filter(path -> !path.isEmpty())
                .forEach(
                        path ->
                                assertThat(page)
                                        .contains(
                                                ".SS kms "
                                                        + String.join(" ", path)
                                                                .replace("-", "\\-")));
        // a line that begins with a dot is a request, and there are no others
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|PP|EX|EE)( .*)?"));
    }

    @Test
    void completionIsAScriptOfAllCommands() {
        CliRun run = CliRun.of("completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("#!").contains("schedule-deletion", "\"RSA_2048\"");
    }
}
