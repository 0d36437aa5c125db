package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The examples of --help, run in the order in which they stand, in a KMS of one key. */
class ExamplesTest {
    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

    @TempDir private Path directory;

    private CliRun kms(Stream<String> words) throws IOException {
        Path config = directory.resolve("kms.properties");
        Files.writeString(config, "root=keyfile\nhome=" + directory.resolve("home") + "\n");
        List<String> all = new ArrayList<>(words.toList());
        all.addAll(List.of("--config", config.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String path(String word) {
        return word.matches("[a-z.]+\\.(csv|kms|txt)") ? directory.resolve(word).toString() : word;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "alias", "tag", "crypto", "audit"})
    void workInTheirOrder(String group) throws IOException {
        Output nowhere =
                new Output(
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream(),
                        StandardCharsets.UTF_8);
        CommandLine root = KmsCommand.commandLine(nowhere);
        CommandLine command = group.isEmpty() ? root : root.getSubcommands().get(group);
        Files.writeString(directory.resolve("salaries.csv"), "anna,1\n");
        Files.writeString(directory.resolve("letter.txt"), "Dear Sir\n");
        String made = kms(Stream.of("key", "create")).out();
        String id = made.lines().findFirst().orElseThrow().replaceFirst("KeyId +", "");
        String[] examples = command.getCommandSpec().usageMessage().footer();
        assertThat(examples).isNotEmpty();

        for (String example : examples) {
            String line = example.strip().replace(ID, id);
            assertThat(line).startsWith("kms ");
            CliRun run = kms(Stream.of(line.substring(4).split(" ")).map(this::path));
            assertThat(run.exitCode()).as(line + "\n" + run.err()).isZero();
        }
    }
}
