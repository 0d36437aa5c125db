package org.kmsjca.text;

/** Text that is safe to show in a terminal and in a log, on one line. */
public final class Printable {
    private Printable() {}

    /**
     * The text with line breaks, escape sequences and invisible characters made visible: a
     * description must not be able to move the cursor or to look like another one.
     */
    public static String of(String text) {
        StringBuilder result = new StringBuilder(text.length());
        // No stream: texts of exceptions come here, also in programs that have used no lambda yet.
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            append(result, text.codePointAt(i));
        }
        return result.toString();
    }

    private static void append(StringBuilder result, int codePoint) {
        if (codePoint == '\n') {
            result.append("\\n");
        } else if (isVisible(codePoint)) {
            result.appendCodePoint(codePoint);
        } else {
            result.append(String.format("\\u%04x", codePoint));
        }
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
