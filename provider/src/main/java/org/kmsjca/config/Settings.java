package org.kmsjca.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** The lines of one configuration, read by type; a value of another type is refused. */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kmg]?)");

    private final Map<String, String> values;
    private final String source;
    private final PathExpansion paths;

    /** Checks that all keys are known. */
    Settings(Map<String, String> values, String source, PathExpansion paths) {
        this.values = values;
        this.source = source;
        this.paths = paths;
        for (Map.Entry<String, String> line : values.entrySet()) {
            String key = line.getKey();
            if (!KnownKeys.contains(key)) {
                throw failure(
                        "unknown key '" + key + "'; did you mean '" + KnownKeys.nearest(key) + "'?",
                        null);
            }
            if (line.getValue().isEmpty()) {
                throw failure(key + " has no value; give one or remove the line", null);
            }
        }
    }

    String source() {
        return source;
    }

    Set<String> keys() {
        return values.keySet();
    }

    @Nullable String text(String key) {
        return values.get(key);
    }

    /** A value that matches the pattern, or the default. */
    String matching(String key, String defaultValue, Pattern pattern, String allowed) {
        return read(key, defaultValue, allowed, v -> pattern.matcher(v).matches() ? v : null);
    }

    /** A value that matches the pattern, or null when there is none. */
    @Nullable String optional(String key, Pattern pattern, String allowed) {
        String value = matching(key, "", pattern, allowed);
        return value.isEmpty() ? null : value;
    }

    /** The constant that is spelled like the value, or the default. */
    <E extends Enum<E>> E choice(String key, E defaultValue) {
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        String spellings = Arrays.toString(constants);
        return read(
                key,
                defaultValue,
                spellings.substring(1, spellings.length() - 1),
                value ->
                        Arrays.stream(constants)
                                .filter(constant -> constant.toString().equals(value))
                                .findFirst()
                                .orElse(null));
    }

    /** True or false by the words given for them, or the default. */
    boolean flag(String key, String wordForTrue, String wordForFalse) {
        return read(
                key,
                false,
                wordForFalse + ", " + wordForTrue,
                value ->
                        value.equals(wordForTrue)
                                ? Boolean.TRUE
                                : value.equals(wordForFalse) ? Boolean.FALSE : null);
    }

    /** A number from 1 up. */
    OptionalInt count(String key) {
        return read(
                key,
                OptionalInt.empty(),
                "whole numbers from 1 to " + Integer.MAX_VALUE,
                value -> {
                    try {
                        int count = Integer.parseInt(value);
                        return count >= 1 ? OptionalInt.of(count) : null;
                    } catch (NumberFormatException e) {
                        return null;
                    }
                });
    }

    /** As {@link #duration}, or {@code 0}. */
    Duration durationOrZero(String key, Duration defaultValue) {
        return "0".equals(values.get(key)) ? Duration.ZERO : duration(key, defaultValue);
    }

    /** A length of time such as {@code 500ms}, {@code 10s} or {@code 2m}. */
    Duration duration(String key, Duration defaultValue) {
        return read(
                key,
                defaultValue,
                "lengths of time such as 500ms, 10s or 2m, from 1ms",
                value -> {
                    Matcher matcher = DURATION.matcher(value);
                    if (!matcher.matches()) {
                        return null;
                    }
                    long number = Long.parseLong(matcher.group(1));
                    Duration duration =
                            switch (matcher.group(2)) {
                                case "ms" -> Duration.ofMillis(number);
                                case "s" -> Duration.ofSeconds(number);
                                default -> Duration.ofMinutes(number);
                            };
                    return duration.isZero() ? null : duration;
                });
    }

    /** A number of bytes such as {@code 1000000}, {@code 64m} or {@code 10g}, from 1. */
    long size(String key, long defaultValue) {
        return read(
                key,
                defaultValue,
                "numbers of bytes such as 1000000, 64m or 10g, from 1",
                value -> {
                    Matcher matcher = SIZE.matcher(value);
                    if (!matcher.matches()) {
                        return null;
                    }
                    int shift =
                            switch (matcher.group(2)) {
                                case "k" -> 10;
                                case "m" -> 20;
                                case "g" -> 30;
                                default -> 0;
                            };
                    long size = Long.parseLong(matcher.group(1)) << shift;
                    return size == 0 ? null : size;
                });
    }

    @Nullable Path path(String key) {
        String value = values.get(key);
        return value == null ? null : expand(key, value);
    }

    Path path(String key, Path defaultValue) {
        Path path = path(key);
        return path == null ? defaultValue : path;
    }

    /** The absolute path of a text that is the value of the key, or a part of it. */
    Path expand(String key, String text) {
        try {
            return paths.expand(text);
        } catch (IllegalArgumentException e) {
            throw failure(key + " = '" + text + "' " + e.getMessage(), e);
        }
    }

    /** A secret's reference; a value that is none is never shown, as it may be the secret. */
    @Nullable SecretReference secret(String key) {
        String value = values.get(key);
        if (value == null) {
            return null;
        }
        try {
            return SecretReference.parse(key, value, paths);
        } catch (IllegalArgumentException e) {
            throw failure(key + " " + e.getMessage(), e);
        }
    }

    /** The value as the parser understands it; null from the parser refuses it. */
    <T> T read(String key, T defaultValue, String allowed, Parser<T> parser) {
        String value = values.get(key);
        if (value == null) {
            return defaultValue;
        }
        T parsed = parser.parse(value);
        if (parsed == null) {
            throw failure(key + " = '" + value + "' is not allowed; allowed are " + allowed, null);
        }
        return parsed;
    }

    KmsException failure(String message, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER, "Configuration " + source + ": " + message, cause);
    }

    /** Understands a value, or answers null to refuse it. */
    interface Parser<T> {
        @Nullable T parse(String value);
    }
}
