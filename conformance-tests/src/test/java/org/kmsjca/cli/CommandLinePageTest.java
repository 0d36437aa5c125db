package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.conformance.support.Distribution;

/** The blocks of provider/docs/command-line.md, run in one shell as they stand there. */
class CommandLinePageTest {
    private static final Pattern BLOCK =
            Pattern.compile("```bash\\n(.*?)```\\n\\n```\\n(.*?)```\\n", Pattern.DOTALL);
    private static final String END = "=== end of a block";
    private static final long PATIENCE_IN_SECONDS = 300;

    @TempDir private Path directory;

    private static Path jar() {
        return Path.of(Objects.requireNonNull(System.getProperty("kms.cli.jar"), "-Dkms.cli.jar"))
                .toAbsolutePath();
    }

    private static String page() throws IOException {
        return Files.readString(jar().resolveSibling("../docs/command-line.md"));
    }

    @Test
    void everyBlockPrintsWhatThePageSays() throws Exception {
        String page = page();
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        assertThat(page.split("```bash", -1))
                .as("blocks with what they print")
                .hasSize(blocks.size() + 1);

        List<List<String>> printed = run(blocks.stream().map(block -> block.group(1)).toList());
        Placeholders placeholders = new Placeholders();
        for (int i = 0; i < blocks.size(); i++) {
            List<String> expected = blocks.get(i).group(2).lines().toList();
            assertThat(placeholders.fold(printed.get(i), expected))
                    .as(blocks.get(i).group(1))
                    .isEqualTo(expected);
        }
    }

    /** What each of the blocks prints, by line. */
    private List<List<String>> run(List<String> blocks) throws IOException, InterruptedException {
        Path config = directory.resolve("kms.properties");
        Files.writeString(config, "home=" + directory + "/home\nroot=keyfile\n");
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", script(blocks))
                        .directory(Files.createDirectory(directory.resolve("work")).toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        Distribution.putOnPath(builder);
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("KMS_CONFIG", config.toString());
        builder.environment().put("KMS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("needs jq and openssl (bash .ci/setup test): " + Files.readString(err))
                .isZero();
        List<List<String>> printed = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            if (line.equals(END)) {
                printed.add(block);
                block = new ArrayList<>();
            } else {
                block.add(line);
            }
        }
        return printed;
    }

    private static String script(List<String> blocks) {
        String end = "echo '" + END + "'\n";
        return "set -eu\ncommand -v jq openssl >/dev/null\n" + String.join(end, blocks) + end;
    }

    /** Every call of the cloud that the command makes has its line. */
    @Test
    void cloudsLinesNameCallsOfTheKms() throws IOException {
        List<String> calls =
                Pattern.compile("^# aliyun kms ([A-Za-z]+)", Pattern.MULTILINE)
                        .matcher(page())
                        .results()
                        .map(call -> call.group(1))
                        .distinct()
                        .toList();
        assertThat(calls)
                .contains(
                        "CreateKey",
                        "DescribeKey",
                        "ListKeys",
                        "UpdateKeyDescription",
                        "EnableKey",
                        "DisableKey",
                        "ScheduleKeyDeletion",
                        "CancelKeyDeletion",
                        "SetDeletionProtection",
                        "CreateAlias",
                        "UpdateAlias",
                        "DeleteAlias",
                        "ListAliases",
                        "ListAliasesByKeyId",
                        "TagResource",
                        "UntagResource",
                        "ListResourceTags",
                        "UpdateRotationPolicy",
                        "CreateKeyVersion",
                        "ListKeyVersions",
                        "GetPublicKey",
                        "GetParametersForImport",
                        "ImportKeyMaterial",
                        "DeleteKeyMaterial",
                        "Encrypt",
                        "Decrypt",
                        "ReEncrypt",
                        "GenerateDataKey",
                        "GenerateDataKeyWithoutPlaintext",
                        "AsymmetricSign",
                        "AsymmetricVerify");
    }
}
