package org.kmsjca.store;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Checks the parameters of a URL. The driver takes any name, and any word for a truth value: {@code
 * sslmod=verify-full} and {@code ssl=maybe} would connect to a server that nobody has verified. It
 * also takes the URL's word for what the KMS depends on, as how long an answer may take.
 */
final class PostgresUrl {
    private static final List<String> TRUTH = List.of("true", "false");

    /** What somebody needs to reach a server, and to be sure that it is the right one. */
    static final Set<String> ALLOWED =
            Set.of(
                    "user",
                    "ssl",
                    "sslmode",
                    "sslrootcert",
                    "sslcert",
                    "sslkey",
                    "sslpasswordcallback",
                    "sslfactory",
                    "sslfactoryarg",
                    "sslhostnameverifier",
                    "sslNegotiation",
                    "channelBinding",
                    "requireAuth",
                    "targetServerType",
                    "hostRecheckSeconds",
                    "loadBalanceHosts",
                    "localSocketAddress",
                    "gssEncMode",
                    "gsslib",
                    "jaasApplicationName",
                    "jaasLogin",
                    "kerberosServerName",
                    "useSpnego",
                    "sspiServiceClass");

    private PostgresUrl() {}

    /**
     * Describes the first parameter that is wrong; null when none is.
     *
     * @param properties what the KMS gives the driver beside the URL, which the URL would override
     */
    static @Nullable String problem(String url, Properties properties) {
        for (String name : names(url)) {
            if (properties.containsKey(name)) {
                return "the KMS sets the parameter %s itself; take it out".formatted(name);
            } else if (PGProperty.forName(name) == null) {
                return "there is no parameter " + name;
            } else if (!ALLOWED.contains(name)) {
                return "the parameter %s cannot be set; take it out (docs/postgresql.md has those that can be)"
                        .formatted(name);
            }
        }
        @Nullable Properties parameters = Driver.parseURL(url, new Properties());
        if (parameters == null) {
            return "it is no URL of PostgreSQL: jdbc:postgresql://<host>/<database>";
        }
        for (String name : names(url)) {
            String value = parameters.getProperty(name);
            List<String> choices = choices(PGProperty.forName(name));
            if (!choices.isEmpty() && choices.stream().noneMatch(value::equalsIgnoreCase)) {
                return "the parameter %s is '%s'; it can be %s"
                        .formatted(
                                name,
                                value,
                                choices.stream()
                                        .filter(each -> !each.isEmpty())
                                        .collect(Collectors.joining(", ")));
            }
        }
        return null;
    }

    /** As the URL has them: the driver knows others by which they can be called, as host. */
    private static List<String> names(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0
                ? List.of()
                : Arrays.stream(url.substring(parameters + 1).split("&"))
                        .filter(each -> !each.isEmpty())
                        .map(each -> each.substring(0, (each + "=").indexOf('=')))
                        .toList();
    }

    /** What the parameter can be; empty for what the driver checks, or takes as it is. */
    private static List<String> choices(@Nullable PGProperty parameter) {
        String @Nullable [] choices = parameter == null ? null : parameter.getChoices();
        if (parameter == PGProperty.SSL) {
            return Stream.concat(TRUTH.stream(), Stream.of("")).toList(); // ?ssl is true
        } else if (parameter == PGProperty.REQUIRE_AUTH) {
            return List.of(); // several of its choices
        } else if (choices != null) {
            return Arrays.asList(choices);
        }
        String usual = parameter == null ? null : parameter.getDefaultValue();
        return usual != null && TRUTH.contains(usual) ? TRUTH : List.of();
    }
}
