package org.kmsjca.cli;

import java.util.Map;
import java.util.Stack;
import java.util.TreeMap;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads one NAME=VALUE of a repeatable option or parameter into its map; a name comes once. The
 * fallback value of a parameter is that of a NAME alone; an option takes none.
 */
final class UniquePairs implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // Stack is picocli's
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        String pair = arguments.pop();
        int sign = pair.indexOf('=');
        String fallback = option.isOption() ? null : option.mapFallbackValue();
        boolean isNameAlone = sign < 0 && fallback != null && !pair.isEmpty();
        if (sign <= 0 && !isNameAlone) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s'%s' is no %s".formatted(place(option), pair, option.paramLabel()));
        }
        Map<String, String> before = option.getValue();
        Map<String, String> pairs = before == null ? new TreeMap<>() : new TreeMap<>(before);
        String key = isNameAlone ? pair : pair.substring(0, sign);
        if (pairs.put(key, isNameAlone ? fallback : pair.substring(sign + 1)) != null) {
            throw new ParameterException(
                    command.commandLine(), "%s'%s' is given twice".formatted(place(option), key));
        }
        option.setValue(pairs);
    }

    private static String place(ArgSpec option) {
        return option instanceof OptionSpec named
                ? "option '%s': ".formatted(named.longestName())
                : "";
    }
}
