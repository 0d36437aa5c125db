package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The table of commands in provider/docs/command-line.md. */
class CommandTableTest {
    private static final Pattern NAMED = Pattern.compile("`((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)");

    private final CommandLine kms = KmsCommand.commandLine(Output.standard());

    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of("docs", "command-line.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1)[1])
                .toList();
    }

    private static List<String> commands(String path, CommandLine command) {
        List<String> found = new ArrayList<>();
        command.getSubcommands()
                .forEach(
                        (name, sub) -> {
                            String whole = path + name;
                            if (sub.getSubcommands().isEmpty() && !name.equals("help")) {
                                found.add(whole);
                            }
                            found.addAll(commands(whole + " ", sub));
                        });
        return found;
    }

    @Test
    void everyCommandIsInTheTable() throws IOException {
        String table = String.join("\n", table());
        assertThat(commands("", kms))
                .hasSizeGreaterThan(40)
                .allSatisfy(command -> assertThat(table).contains("`" + command));
    }

    @Test
    void whatTheTableNamesIsThere() throws IOException {
        for (String row : table()) {
            NAMED.matcher(row)
                    .results()
                    .forEach(
                            name -> {
                                String[] words = name.group(1).split(" ", -1);
                                CommandLine first = kms.getSubcommands().get(words[0]);
                                assertThat(first).as(row).isNotNull();
                                if (words.length > 1 && !first.getSubcommands().isEmpty()) {
                                    assertThat(first.getSubcommands()).containsKey(words[1]);
                                }
                            });
        }
    }
}
