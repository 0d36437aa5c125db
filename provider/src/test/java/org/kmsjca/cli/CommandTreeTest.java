package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The one command that is built is the one of the whole tree. */
class CommandTreeTest {
    private static CommandLine tree(String... arguments) {
        return KmsCommand.commandLine(Output.standard(), arguments);
    }

    /** Every command below one, by its words. */
    private static Map<List<String>, CommandLine> below(CommandLine command) {
        Map<List<String>, CommandLine> all =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        command.getSubcommands()
                .forEach(
                        (name, each) -> {
                            all.put(List.of(name), each);
                            below(each)
                                    .forEach(
                                            (words, deeper) -> {
                                                List<String> longer = new ArrayList<>();
                                                longer.add(name);
                                                longer.addAll(words);
                                                all.put(longer, deeper);
                                            });
                        });
        return all;
    }

    @Test
    void oneCommandIsAsInTheWholeTree() {
        Map<List<String>, CommandLine> all = below(tree());
        assertThat(all).hasSizeGreaterThan(60);
        all.forEach(
                (words, whole) -> {
                    Map<List<String>, CommandLine> built =
                            below(tree(words.toArray(String[]::new)));
                    assertThat(built.get(words).getUsageMessage())
                            .isEqualTo(whole.getUsageMessage());
                    if (whole.getSubcommands().isEmpty()
                            && !List.of("help", "completion").contains(words.get(0))) {
                        assertThat(built).hasSize(words.size());
                    }
                });
    }

    @Test
    void unknownWordsSeeAll() {
        int all = below(tree()).size();
        assertThat(below(tree("nosuch"))).hasSize(all);
        assertThat(below(tree("--json", "key"))).hasSize(all);
        assertThat(below(tree("help", "key"))).hasSize(all);
        assertThat(below(tree("completion"))).hasSize(all);
        assertThat(below(tree("key", "nosuch"))).hasSize(below(tree("key")).size());
        assertThat(below(tree("--version"))).isEmpty();
    }
}
