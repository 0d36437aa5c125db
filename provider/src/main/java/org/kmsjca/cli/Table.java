package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kmsjca.text.Printable;

/** Columns aligned with spaces; nothing is ever cut off. */
final class Table implements Answer.Text {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean headed;

    /** A table without headings. */
    Table() {
        headed = false;
    }

    /** A table of those headings, which has no lines when it gets no row. */
    Table(String... headings) {
        headed = true;
        row(headings);
    }

    /** Adds a row; all rows have the same number of cells. */
    Table row(String... cells) {
        rows.add(List.of(cells).stream().map(Printable::of).toList());
        return this;
    }

    @Override
    public List<String> lines() {
        if (headed && rows.size() == 1) {
            return List.of();
        }
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = IntStream.range(0, columns).map(this::width).toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell);
            line.append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
