package org.kmsjca;

import org.jspecify.annotations.Nullable;

/** The rules for names of aliases: 1 to 255 of A-Z a-z 0-9 _ / - after the prefix alias/. */
public final class AliasName {
    /** The prefix of every alias in the KMS's own calls. */
    public static final String PREFIX = "alias/";

    private static final int MAXIMUM_LENGTH = 255;
    private static final int KEY_ID_LENGTH = 36;

    private AliasName() {}

    /**
     * The name without its prefix.
     *
     * @param alias with or without the prefix {@code alias/}
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when it is no valid name
     */
    public static String check(String alias) {
        String name = withoutPrefix(alias);
        String flaw = flaw(name);
        if (flaw != null) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the alias '" + alias + "' is not a valid name: " + flaw);
        }
        return name;
    }

    /** Tells whether {@link #check} takes a name that has no prefix. */
    static boolean isLegal(String name) {
        return flaw(name) == null;
    }

    /** Finds what makes a name without its prefix illegal; null for nothing. */
    private static @Nullable String flaw(String name) {
        if (name.isEmpty() || name.length() > MAXIMUM_LENGTH) {
            return "it has " + name.length() + " characters, allowed are 1 to 255";
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i))) {
                return "allowed are letters A-Z a-z, digits, '_', '-' and '/'";
            }
        }
        return looksLikeKeyId(name) ? "it looks like a key id" : null;
    }

    /** The name without the prefix {@code alias/}, if it has it. */
    public static String withoutPrefix(String alias) {
        return alias.startsWith(PREFIX) ? alias.substring(PREFIX.length()) : alias;
    }

    /** Whether the name is kept for keys of services: it begins with {@code acs}, in any case. */
    public static boolean isReserved(String name) {
        return withoutPrefix(name).regionMatches(true, 0, "acs", 0, "acs".length());
    }

    /** Whether the text has the form of a key id, a UUID. */
    public static boolean looksLikeKeyId(String text) {
        if (text.length() != KEY_ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < KEY_ID_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            char c = text.charAt(i);
            if (dash ? c != '-' : Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '/';
    }
}
