package org.kmsjca.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One command of a transcript and what must come of it.
 *
 * @param line where the command stands in its file
 * @param err without the marks that they have in the transcript
 */
record Exchange(int line, String command, List<String> out, List<String> err, int exitCode) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** The command's words; one in single quotes may have spaces or be empty. */
    List<String> words(Placeholders placeholders) {
        return WORD.matcher(placeholders.fill(command))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    /** The outcome in the form of a transcript, with what matched shown as it was expected. */
    List<String> seen(Shell.Outcome outcome, Placeholders placeholders) {
        return Stream.of(
                        placeholders.fold(outcome.out(), out),
                        placeholders.fold(outcome.err(), err).stream().map("! "::concat).toList(),
                        List.of("? " + outcome.exitCode()))
                .flatMap(List::stream)
                .toList();
    }

    List<String> expected() {
        return Stream.of(out, err.stream().map("! "::concat).toList(), List.of("? " + exitCode))
                .flatMap(List::stream)
                .toList();
    }
}
