package org.kmsjca.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;

/** The page's tables are those of the provider; a failure shows the text to put there. */
class AlgorithmsPageTest {
    private static final Path PAGE = Path.of("docs", "algorithms.md");

    @Test
    void keySpecTableIsTheProviders() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| KeySpec | key algorithm | usages, the default first |");
        lines.add("|---|---|---|");
        for (KeySpec spec : KeySpec.values()) {
            String usages =
                    spec.usages().stream()
                            .sorted(
                                    (a, b) ->
                                            Boolean.compare(isDefault(spec, b), isDefault(spec, a)))
                            .map(KeyUsage::toString)
                            .collect(Collectors.joining(", "));
            lines.add("| " + spec + " | `" + spec.keyAlgorithm() + "` | " + usages + " |");
        }
        assertThat(between("keyspecs")).isEqualTo(String.join("\n", lines));
    }

    private static boolean isDefault(KeySpec spec, KeyUsage usage) {
        return spec.defaultUsage() == usage;
    }

    @Test
    void serviceTableIsTheProviders() throws IOException {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Algorithm row : AlgorithmTable.rows()) {
            String key = "| " + row.type() + " | " + (row.keyType() == null ? "all" : keys(row));
            names.computeIfAbsent(key, k -> new ArrayList<>()).add("`" + row.name() + "`");
            for (String alias : row.aliases()) {
                if (!Character.isDigit(alias.charAt(0)) && !alias.startsWith("OID.")) {
                    names.get(key).add("`" + alias + "`");
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("| service | keys | names |");
        lines.add("|---|---|---|");
        names.forEach((key, list) -> lines.add(key + " | " + String.join(", ", list) + " |"));
        assertThat(between("services")).isEqualTo(String.join("\n", lines));
    }

    @Test
    void tableOfServicesByNameIsTheProviders() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| service | names | whose |");
        lines.add("|---|---|---|");
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (NamedService row : NamedServiceTable.rows()) {
            String whose =
                    switch (row.source()) {
                        case SUN -> "SUN";
                        case SUN_JCE -> "SunJCE";
                        case SUN_RSA_SIGN -> "SunRsaSign";
                        case SUN_EC -> "SunEC";
                        case KMS -> "ours";
                    };
            List<String> list =
                    names.computeIfAbsent(row.type() + " | " + whose, key -> new ArrayList<>());
            list.add("`" + row.name() + "`");
            for (String alias : row.aliases()) {
                if (!Character.isDigit(alias.charAt(0)) && !alias.startsWith("OID.")) {
                    list.add("`" + alias + "`");
                }
            }
        }
        names.forEach(
                (key, list) -> {
                    String[] parts = key.split(" \\| ");
                    lines.add(
                            "| %s | %s | %s |"
                                    .formatted(parts[0], String.join(", ", list), parts[1]));
                });
        assertThat(between("named")).isEqualTo(String.join("\n", lines));
    }

    private static String keys(Algorithm row) {
        return Arrays.stream(KeyType.values())
                .filter(row::serves)
                .map(KeyType::toString)
                .collect(Collectors.joining(", "));
    }

    private static String between(String marker) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- " + marker + ": made from the provider's table -->\n";
        int start = page.indexOf(begin) + begin.length();
        int end = page.indexOf("\n<!-- end of " + marker + " -->");
        assertThat(start).isGreaterThan(begin.length());
        assertThat(end).isGreaterThan(start);
        return page.substring(start, end);
    }
}
