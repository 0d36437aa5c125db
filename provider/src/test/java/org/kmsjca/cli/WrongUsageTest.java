package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongUsageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key lst",
                "--jsn",
                "key create --spec RSA_1024",
                "key create --spec RSA_2048 --usage SIGN",
                "key create --spec RSA_2048 --protection disk",
                "key create --spec RSA_2048 --origin home",
                "key create --spec RSA_2048 --spec RSA_3072",
                "key list --state Gone",
                "key list --creator-type Nobody",
                "key list --page one",
                "key list --page-size 5",
                "key describe",
                "key describe a b",
                "key schedule-deletion a",
                "key schedule-deletion a --days soon",
                "key update-description a",
                "alias create a",
                "demo",
                "demo /no/such/file",
                "demo /"
            })
    void isOneLineOnStandardErrorAndExitCodeTwo(String line) {
        CliRun run = CliRun.of(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("kms: ").hasLineCount(1).contains("--help'");
    }

    @ParameterizedTest
    @CsvSource({
        "key create --spec RSA_1024 --json,--spec,InvalidParameter",
        "--json key lst,lst,InvalidParameter",
        "key describe a b --json,b,InvalidParameter",
        "key describe --json,KEY,MissingParameter",
        "key schedule-deletion a --json,--days,MissingParameter",
        "key update-rotation a --json,--interval,MissingParameter",
        "key --json,kms key --help,InvalidParameter"
    })
    void isOneDocumentWhenJsonWasAskedFor(String line, String mentioned, String code) {
        CliRun run = CliRun.of(line.split(" "));

        JsonObject error = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err()).isEmpty();
        assertThat(error.get("Code").getAsString()).isEqualTo(code);
        assertThat(error.get("HttpStatus").getAsInt()).isEqualTo(400);
        assertThat(error.get("Message").getAsString()).contains(mentioned);
    }

    @Test
    void allowedValuesAreNamedOnceAndInTheKmsSpelling() {
        assertThat(CliRun.of("key", "create", "--spec", "AES").err())
                .contains("KeySpec is 'AES', allowed are [Aliyun_AES_256, ")
                .doesNotContain("ALIYUN");
    }

    @ParameterizedTest
    @CsvSource({
        "key create --spec RAS_2048,did you mean RSA_2048?",
        "key list --state Enabeld,did you mean Enabled?",
        "key create --usage SIGN/VERFIY,did you mean SIGN/VERIFY?"
    })
    void aSlipInAValueGetsASuggestion(String line, String suggestion) {
        assertThat(CliRun.of(line.split(" ")).err()).contains(suggestion);
    }

    @Test
    void anOptionIsCalledSoOnce() {
        assertThat(CliRun.of("encrypt", "--key", "k", "--context", "a", "f").err())
                .contains("option '--context'")
                .doesNotContain("option option");
    }

    @Test
    void aGroupWithoutACommandExplainsItself() {
        CliRun run = CliRun.of("key");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: kms key").contains("schedule-deletion");
    }

    @Test
    void aSlipOfThePenGetsASuggestion() {
        assertThat(CliRun.of("key", "lst").err()).contains("did you mean list");
    }

    /** Whoever names the files of a directory would choose options for those who list it. */
    @Test
    void aWordThatBeginsWithAnAtSignIsNoFileOfArguments(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("arguments"), "--help");

        CliRun run = CliRun.of("key", "@" + file);
        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err()).contains("'@" + file + "' is not expected here");
    }

    @Test
    void stackTraceIsShownOnRequest() {
        assertThat(CliRun.of("key", "lst", "--verbose").err()).contains("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store backup b --passphras hidden-secret",
                "root backup b --passphras=hidden-secret"
            })
    void theValueOfAnOptionThatThereIsNotIsNotShown(String line) {
        CliRun run = CliRun.of(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err()).contains("--passphras").doesNotContain("hidden-secret");
    }
}
