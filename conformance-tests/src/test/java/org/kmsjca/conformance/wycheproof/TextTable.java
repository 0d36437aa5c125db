package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Lines of a resource beside these classes, without comments and blank lines. */
final class TextTable {
    private TextTable() {}

    static List<String> lines(String resource) {
        try (InputStream in = TextTable.class.getResourceAsStream(resource)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, resource).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of each line, which bars part. */
    static List<List<String>> cells(String resource, int columns) {
        return lines(resource).stream().map(line -> cells(resource, line, columns)).toList();
    }

    private static List<String> cells(String resource, String line, int columns) {
        List<String> cells =
                List.of(line.split("\\|", columns)).stream().map(String::strip).toList();
        if (cells.size() != columns || cells.contains("")) {
            throw new IllegalStateException(
                    resource + " has a line without " + columns + " cells: " + line);
        }
        return cells;
    }
}
