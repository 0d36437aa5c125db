package org.kmsjca;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for tags of CMKs. */
public final class Tags {
    /** Most tags that a CMK may have. */
    public static final int MAXIMUM_NUMBER = 20;

    /** Most characters of a tag's key, and of its value. */
    public static final int MAXIMUM_LENGTH = 128;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9/\\\\_\\-.+=:@]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9/\\\\_\\-.+=:@]{0,128}");
    private static final Pattern RESERVED =
            Pattern.compile("(?:aliyun|acs:).*", Pattern.CASE_INSENSITIVE);

    private Tags() {}

    /**
     * A copy of the tags, each asked once.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER} when a key or value has
     *     other characters or is too long, or a key begins with {@code aliyun} or {@code acs:};
     *     with {@link KmsErrorCode#LIMIT_EXCEEDED} when they are too many
     */
    public static Map<String, String> check(Map<String, String> tags) {
        Map<String, String> copy = new HashMap<>(tags);
        copy.forEach(
                (key, value) -> {
                    checkKey(key);
                    checkSyntax("TagValue", value, VALUE);
                });
        if (copy.size() > MAXIMUM_NUMBER) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    "these are " + copy.size() + " tags, a CMK may have " + MAXIMUM_NUMBER);
        }
        return copy;
    }

    /**
     * The key of a tag as given.
     *
     * @throws KmsException with {@link KmsErrorCode#INVALID_PARAMETER}
     */
    public static String checkKey(String key) {
        checkSyntax("TagKey", key, KEY);
        if (RESERVED.matcher(key).matches()) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "TagKey is '" + key + "', it may not begin with aliyun or acs:");
        }
        return key;
    }

    private static void checkSyntax(String parameter, @Nullable String text, Pattern allowed) {
        if (text == null || !allowed.matcher(text).matches()) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "%s is '%s', allowed are up to %s letters, digits and / \\ _ - . + = : @"
                            .formatted(parameter, text, MAXIMUM_LENGTH));
        }
    }
}
