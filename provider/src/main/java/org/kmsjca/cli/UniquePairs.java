package org.kmsjca.cli;

import java.util.Map;
import java.util.Stack;
import java.util.TreeMap;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Reads one NAME=VALUE of a repeatable option into its map; a name comes once. */
final class UniquePairs implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // Stack is picocli's
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        String pair = arguments.pop();
        int sign = pair.indexOf('=');
        String name = ((OptionSpec) option).longestName();
        if (sign <= 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "option '%s': '%s' is no %s".formatted(name, pair, option.paramLabel()));
        }
        Map<String, String> before = option.getValue();
        Map<String, String> pairs = before == null ? new TreeMap<>() : new TreeMap<>(before);
        String key = pair.substring(0, sign);
        if (pairs.put(key, pair.substring(sign + 1)) != null) {
            throw new ParameterException(
                    command.commandLine(), "option '%s': '%s' is given twice".formatted(name, key));
        }
        option.setValue(pairs);
    }
}
