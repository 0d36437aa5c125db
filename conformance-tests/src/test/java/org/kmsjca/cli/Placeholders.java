package org.kmsjca.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a transcript cannot know beforehand: {@code <uuid>}, {@code <date>}, {@code <any>}; {@code
 * <K=uuid>} also keeps the value, and {@code <K>} stands for it from then on. A line of three dots
 * stands for any lines.
 */
public final class Placeholders {
    private static final Map<String, String> KINDS =
            Map.of(
                    "uuid", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                    "date", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ",
                    "any", ".*");
    private static final Pattern MARK = Pattern.compile("<(?:([A-Z]+)=)?([A-Za-z]+)>");
    private static final String ANY_LINES = "...";

    private final Map<String, String> values = new HashMap<>();

    /** The text with the kept values in the place of their names. */
    public String fill(String text) {
        return MARK.matcher(text)
                .replaceAll(
                        mark ->
                                Matcher.quoteReplacement(
                                        values.getOrDefault(mark.group(2), mark.group())));
    }

    /** The expected lines if the actual ones match them, else the actual from where they differ. */
    public List<String> fold(List<String> actual, List<String> expected) {
        if (allMatch(actual, expected)) {
            return expected;
        }
        List<String> folded = new ArrayList<>(actual);
        for (int i = 0; i < actual.size() && i < expected.size(); i++) {
            if (!matches(actual.get(i), expected.get(i))) {
                break;
            }
            folded.set(i, expected.get(i));
        }
        return folded;
    }

    private boolean allMatch(List<String> actual, List<String> expected) {
        if (expected.isEmpty() || actual.isEmpty()) {
            return actual.isEmpty() && (expected.isEmpty() || expected.equals(List.of(ANY_LINES)));
        }
        List<String> others = actual.subList(1, actual.size());
        List<String> rest = expected.subList(1, expected.size());
        if (expected.get(0).equals(ANY_LINES)) {
            return allMatch(actual, rest) || allMatch(others, expected);
        }
        return matches(actual.get(0), expected.get(0)) && allMatch(others, rest);
    }

    private boolean matches(String actual, String expected) {
        List<MatchResult> marks = MARK.matcher(expected).results().toList();
        StringBuilder pattern = new StringBuilder();
        int end = 0;
        for (MatchResult mark : marks) {
            pattern.append(Pattern.quote(expected.substring(end, mark.start())));
            pattern.append('(').append(meaning(mark)).append(')');
            end = mark.end();
        }
        pattern.append(Pattern.quote(expected.substring(end)));
        Matcher match = Pattern.compile(pattern.toString()).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        for (int i = 0; i < marks.size(); i++) {
            if (marks.get(i).group(1) != null) {
                values.put(marks.get(i).group(1), match.group(i + 1));
            }
        }
        return true;
    }

    private String meaning(MatchResult mark) {
        String kept = values.get(mark.group(2));
        if (kept != null) {
            return Pattern.quote(kept);
        }
        String kind = KINDS.get(mark.group(2));
        return kind == null ? Pattern.quote(mark.group()) : kind;
    }
}
