package org.kmsjca;

import java.text.Normalizer;
import org.kmsjca.text.Printable;

/**
 * The rules for names of KeyStore entries. A name that is a legal alias is that alias of the KMS.
 * Any other is a name of the entry alone, which no call of the KMS takes: 1 to 255 Unicode
 * characters, looked up exactly. It is no key id and no version's name, it has no controls, no
 * marks of writing direction and nothing that Unicode leaves unassigned or for private use, and it
 * does not look like the name of another entry.
 */
public final class EntryName {
    private static final int MAXIMUM_LENGTH = 255;
    private static final int KEY_ID_LENGTH = 36;
    private static final char VERSION_SEPARATOR = '#';

    private EntryName() {}

    /**
     * The name without the prefix {@code alias/}.
     *
     * @param name with or without that prefix
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when no entry can have it
     */
    public static String check(String name) {
        String bare = AliasName.withoutPrefix(name);
        checkBare(bare);
        return bare;
    }

    /**
     * Checks a name that has no prefix any more: {@code alias/x} is that of the alias {@code
     * alias/alias/x}.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when no entry can have it
     */
    public static void checkBare(String bare) {
        if (bare.isEmpty()) {
            throw invalid(bare, "it is empty; give it 1 to 255 characters");
        }
        if (bare.length() > 2 * MAXIMUM_LENGTH
                || bare.codePointCount(0, bare.length()) > MAXIMUM_LENGTH) {
            throw invalid(
                    bare.substring(0, MAXIMUM_LENGTH) + "...",
                    "it is too long; give it 1 to 255 characters");
        }
        StoredText.check("the name of an entry", bare);
        int hidden = bare.codePoints().filter(EntryName::isForbidden).findFirst().orElse(0);
        if (hidden != 0) {
            throw invalid(
                    bare,
                    ("it has U+%04X; leave out controls, line breaks and marks of writing"
                                    + " direction, which would change how a terminal shows the name,"
                                    + " and characters that Unicode does not assign")
                            .formatted(hidden));
        }
        String likeness = likeness(bare);
        if (likeness.isEmpty()) {
            throw invalid(bare, "nothing of it can be seen; give it letters or digits");
        }
        if (AliasName.looksLikeKeyId(likeness)) {
            throw invalid(bare, "it looks like a key id; choose another");
        }
        if (isOfVersion(likeness)) {
            throw invalid(bare, "it looks like the name of a version of a CMK; choose another");
        }
    }

    /** Tells whether a name, without the prefix {@code alias/}, is a legal alias of the KMS. */
    public static boolean isAlias(String name) {
        return AliasName.isLegal(name);
    }

    /** Tells whether a name is kept for keys of services, or looks like one that is. */
    public static boolean isReserved(String name) {
        return AliasName.isReserved(name) || AliasName.isReserved(likeness(name));
    }

    /** Tells whether a name is that of a version's entry: it ends with {@code #} and its id. */
    public static boolean isOfVersion(String name) {
        int separator = name.length() - KEY_ID_LENGTH - 1;
        return separator >= 0
                && name.charAt(separator) == VERSION_SEPARATOR
                && AliasName.looksLikeKeyId(name.substring(separator + 1));
    }

    /**
     * The name under which a KeyStore lists an entry and finds it again: the prefix {@code alias/}
     * stands before a name that begins with it.
     */
    public static String listed(String name) {
        return name.startsWith(AliasName.PREFIX) ? AliasName.PREFIX + name : name;
    }

    /** The name in quotation marks, so that it cannot look like two names. */
    public static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * Reduces a name to its likeness, which is equal for names that people take for the same:
     * normal form NFKC (Unicode Standard Annex 15), no invisible characters, single spaces. A legal
     * alias is its own likeness.
     */
    public static String likeness(String name) {
        if (isAlias(name)) {
            return name;
        }
        StringBuilder visible = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !isInvisible(c))
                .forEach(visible::appendCodePoint);
        String normal = Normalizer.normalize(visible, Normalizer.Form.NFKC);
        return AliasName.withoutPrefix(normal.strip().replaceAll("\\s+", " "));
    }

    private static boolean isForbidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            case Character.FORMAT -> isOfDirection(codePoint);
            default -> false;
        };
    }

    /** The characters of the property Bidi_Control. */
    private static boolean isOfDirection(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }

    /**
     * The characters of the property Default_Ignorable_Code_Point that have been assigned, and the
     * Braille pattern of no dot.
     */
    private static boolean isInvisible(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT
                || codePoint == 0x034F
                || codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x17B4
                || codePoint == 0x17B5
                || (codePoint >= 0x180B && codePoint <= 0x180F)
                || codePoint == 0x2800
                || codePoint == 0x3164
                || codePoint == 0xFFA0
                || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
                || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
    }

    private static KmsException invalid(String name, String reason) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the name %s cannot be an entry's: %s".formatted(shown(name), reason));
    }

    private static String shown(String name) {
        return "'" + Printable.of(name) + "'";
    }
}
