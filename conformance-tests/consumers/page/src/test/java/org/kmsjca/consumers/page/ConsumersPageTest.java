package org.kmsjca.consumers.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of the page are what the groups found when they ran before this test. {@code
 * -Dconsumers.write} writes them into the page instead.
 */
class ConsumersPageTest {
    private static final String HEADER =
            """
            | consumer | version | works | does not work: the error | its lines |
            |---|---|---|---|---|
            """;
    private static final Pattern TABLE =
            Pattern.compile(
                    "(<!-- consumers of (\\w+): made by the tests -->\\n)(.*?)(<!-- end -->\\n)",
                    Pattern.DOTALL);

    private static final Path PAGE = property("consumers.page");
    private static final Path GROUPS = property("consumers.directory");

    private static Path property(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty(name), name));
    }

    @Test
    void tablesAreWhatTheGroupsFound() throws IOException {
        String page = Files.readString(PAGE);
        Matcher matcher = TABLE.matcher(page);
        StringBuilder found = new StringBuilder();
        while (matcher.find()) {
            String table = matcher.group(1) + HEADER + rows(matcher.group(2)) + matcher.group(4);
            matcher.appendReplacement(found, Matcher.quoteReplacement(table));
        }
        matcher.appendTail(found);
        if (System.getProperty("consumers.write") != null) {
            Files.writeString(PAGE, found);
        }
        assertThat(Files.readString(PAGE))
                .as("mvn verify with -Dconsumers.write writes what the groups found")
                .isEqualTo(found.toString());
    }

    /** The rows of a group; versions of a library that do the same are one row. */
    private static String rows(String group) throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(GROUPS.resolve(group).resolve("target/rows"))) {
            for (Path file : files.sorted(ConsumersPageTest::byName).toList()) {
                String[] cells = Files.readString(file).split(" \\| ", 3);
                versions.merge(cells[0] + " | @ | " + cells[2], cells[1], (a, b) -> a + ", " + b);
            }
        }
        StringBuilder rows = new StringBuilder();
        versions.forEach((row, version) -> rows.append(row.replaceFirst("@", version)));
        return rows.toString();
    }

    private static int byName(Path a, Path b) {
        return String.CASE_INSENSITIVE_ORDER.compare(a.toString(), b.toString());
    }

    @Test
    void everyGroupHasATable() throws IOException {
        List<String> groups = new ArrayList<>();
        try (Stream<Path> directories = Files.list(GROUPS)) {
            for (Path directory : directories.toList()) {
                String name = directory.getFileName().toString();
                boolean group = Files.exists(directory.resolve("pom.xml"));
                if (group && !List.of("support", "page").contains(name)) {
                    groups.add(name);
                }
            }
        }
        List<String> tables =
                TABLE.matcher(Files.readString(PAGE))
                        .results()
                        .map(ConsumersPageTest::name)
                        .toList();
        assertThat(tables).containsExactlyInAnyOrderElementsOf(groups);
    }

    private static String name(MatchResult table) {
        return table.group(2);
    }
}
