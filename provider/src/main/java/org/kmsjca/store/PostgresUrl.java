package org.kmsjca.store;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Checks the parameters of a URL. The driver takes any name, and any word for a truth value: {@code
 * sslmod=verify-full} and {@code ssl=maybe} would connect to a server that nobody has verified.
 */
final class PostgresUrl {
    private static final List<String> TRUTH = List.of("true", "false");

    private PostgresUrl() {}

    /** Describes the first parameter that is wrong; null when none is. */
    static @Nullable String problem(String url) {
        @Nullable Properties parameters = Driver.parseURL(url, new Properties());
        if (parameters == null) {
            return "it is no URL of PostgreSQL: jdbc:postgresql://<host>/<database>";
        }
        for (String name : Set.copyOf(parameters.stringPropertyNames())) {
            PGProperty known = PGProperty.forName(name);
            if (known == null) {
                return "there is no parameter " + name;
            }
            String value = parameters.getProperty(name);
            List<String> choices = choices(known);
            if (!choices.isEmpty() && choices.stream().noneMatch(value::equalsIgnoreCase)) {
                return "the parameter %s is '%s'; it can be %s"
                        .formatted(name, value, String.join(", ", choices));
            }
        }
        return null;
    }

    /** What the parameter can be; empty for what the driver checks, or takes as it is. */
    private static List<String> choices(PGProperty parameter) {
        String @Nullable [] choices = parameter.getChoices();
        if (parameter == PGProperty.SSL) {
            return Stream.concat(TRUTH.stream(), Stream.of("")).toList(); // ?ssl is true
        } else if (parameter == PGProperty.REQUIRE_AUTH) {
            return List.of(); // several of its choices
        } else if (choices != null) {
            return Arrays.asList(choices);
        }
        String usual = parameter.getDefaultValue();
        return usual != null && TRUTH.contains(usual) ? TRUTH : List.of();
    }
}
