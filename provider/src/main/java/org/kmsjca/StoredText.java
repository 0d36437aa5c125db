package org.kmsjca;

/**
 * The one rule for text that is kept: descriptions, names, labels. U+0000 and halves of surrogate
 * pairs are no text that a store gives back as it was.
 */
public final class StoredText {
    private static final char REPLACEMENT = '\uFFFD';

    private StoredText() {}

    /**
     * The text as given.
     *
     * @param parameter its name in the refusal
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it cannot be kept
     */
    public static String check(String parameter, String text) {
        int wrong = firstWrong(text, 0);
        if (wrong >= 0) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "%s has at position %s%s, which cannot be kept: leave it out"
                            .formatted(
                                    parameter,
                                    wrong,
                                    (text.charAt(wrong) == 0
                                            ? " the character U+0000"
                                            : " one half of a surrogate pair")));
        }
        return text;
    }

    /** The text with U+FFFD in the places of what cannot be kept, for records of what was asked. */
    public static String replaced(String text) {
        int wrong = firstWrong(text, 0);
        if (wrong < 0) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text);
        for (; wrong >= 0; wrong = firstWrong(text, wrong + 1)) {
            replaced.setCharAt(wrong, REPLACEMENT);
        }
        return replaced.toString();
    }

    private static int firstWrong(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
