package org.kmsjca.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of settings, and the examples of settings in all pages, against the known keys. */
class ConfigurationPageTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path SOURCES = Path.of("src/main/java/org/kmsjca/config");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z.]+)\"");
    private static final Pattern SETTING = Pattern.compile("`([a-z.]+)`");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```properties\\n(.*?)```");

    private static List<String> settingsOfTheTable() throws IOException {
        String page = Files.readString(DOCS.resolve("configuration.md"));
        int begin = page.indexOf("<!-- settings:");
        return page.substring(begin, page.indexOf("<!-- end of settings -->"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> SETTING.matcher(line.split("\\|", -1)[1]).results())
                .map(setting -> setting.group(1))
                .toList();
    }

    @Test
    void everyKnownKeyHasItsRowAndNoOtherIsThere() throws IOException {
        List<String> settings = settingsOfTheTable();
        assertThat(settings).doesNotHaveDuplicates().allMatch(KnownKeys::contains);
        assertThat(settings).containsAll(knownKeys());
    }

    /** The keys that stand in the sources: each literal that is one, or the field of an HSM. */
    private static Set<String> knownKeys() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                LITERAL.matcher(Files.readString(file))
                        .results()
                        .map(literal -> literal.group(1))
                        .flatMap(literal -> Stream.of(literal, "hsm." + literal))
                        .filter(KnownKeys::contains)
                        .forEach(keys::add);
            }
        }
        assertThat(keys).hasSizeGreaterThan(40);
        return keys;
    }

    @Test
    void examplesHaveKnownKeysOnly() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
                for (String example : examples(Files.readString(file))) {
                    Properties lines = new Properties();
                    lines.load(new StringReader(example));
                    assertThat(lines.stringPropertyNames())
                            .as("%s", file)
                            .isNotEmpty()
                            .allMatch(KnownKeys::contains);
                }
            }
        }
    }

    private static List<String> examples(String page) {
        return EXAMPLE.matcher(page).results().map(example -> example.group(1)).toList();
    }
}
