package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kmsjca.text.Printable;
import picocli.CommandLine.Help.Ansi;

/**
 * Columns aligned with spaces. On a screen that is too narrow the columns of details are left out,
 * and the last one is broken between words; nothing is ever cut off.
 */
final class Table implements Answer.Text {
    private static final String GAP = "  ";
    private static final int NARROWEST = 20;

    /** Of states and results. */
    private static final Map<String, String> COLOURS =
            Map.of(
                    "Enabled", "green",
                    "OK", "green",
                    "Disabled", "yellow",
                    "PendingImport", "yellow",
                    "ADVICE", "yellow",
                    "PendingDeletion", "red",
                    "PROBLEM", "red");

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean headed;
    private final List<Integer> details = new ArrayList<>();

    /** A table without headings. */
    Table() {
        headed = false;
    }

    /** A table of those headings, which has no lines when it gets no row. */
    Table(String... headings) {
        headed = true;
        row(headings);
    }

    /** Marks columns of details, in the order in which they are left out; the first is 0. */
    Table details(int... columns) {
        IntStream.of(columns).forEach(details::add);
        return this;
    }

    /** Adds a row; all rows have the same number of cells. */
    Table row(String... cells) {
        rows.add(List.of(cells).stream().map(Printable::of).toList());
        return this;
    }

    @Override
    public List<String> lines(Screen screen) {
        if (headed && rows.size() == 1) {
            return List.of();
        }
        int[] widths = widths();
        BitSet shown = new BitSet();
        shown.set(0, widths.length);
        int last = widths.length - 1;
        for (int column : screen.detailed() ? List.<Integer>of() : details) {
            if (sum(widths, shown) > screen.width()) {
                shown.clear(column);
            }
        }
        int before = sum(widths, shown) - widths[last];
        int room = Math.max(NARROWEST, screen.width() - before);
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            String indent = "";
            for (String piece : pieces(row.get(last), room)) {
                if (indent.isEmpty()) {
                    lines.add(line(row, widths, shown, screen.coloured()) + piece);
                } else {
                    lines.add(indent + piece);
                }
                indent = " ".repeat(before);
            }
        }
        return lines.stream().map(String::stripTrailing).toList();
    }

    private int[] widths() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, columns)
                .map(
                        column ->
                                rows.stream()
                                        .mapToInt(row -> row.get(column).length())
                                        .max()
                                        .orElse(0))
                .toArray();
    }

    private static int sum(int[] widths, BitSet shown) {
        return shown.stream().map(column -> widths[column] + GAP.length()).sum() - GAP.length();
    }

    /** The cells of a row but the last. */
    private static String line(List<String> row, int[] widths, BitSet shown, boolean coloured) {
        return shown.stream()
                .filter(column -> column < widths.length - 1)
                .mapToObj(
                        column ->
                                cell(row.get(column), coloured)
                                        + " ".repeat(widths[column] - row.get(column).length())
                                        + GAP)
                .collect(Collectors.joining());
    }

    private static String cell(String text, boolean coloured) {
        String colour = COLOURS.get(text);
        return coloured && colour != null
                ? Ansi.ON.string("@|" + colour + " " + text + "|@")
                : text;
    }

    /** A text in pieces of at most that many characters; a longer word is a piece by itself. */
    private static List<String> pieces(String text, int room) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (text.length() - start > room) {
            int end = text.lastIndexOf(' ', start + room);
            if (end <= start) {
                end = text.indexOf(' ', start + room);
            }
            if (end < 0) {
                break;
            }
            pieces.add(text.substring(start, end));
            start = end + 1;
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
