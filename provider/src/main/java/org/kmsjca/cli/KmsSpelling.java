package org.kmsjca.cli;

import java.util.List;
import java.util.stream.Stream;
import org.kmsjca.KeyFilter.CreatorType;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Option values in the KMS's spelling, in capital or small letters, with or without "Aliyun_". */
final class KmsSpelling {
    private static final String PREFIX = "Aliyun_";

    private KmsSpelling() {}

    /** Call it when all commands are known: picocli gives converters to those that it has. */
    static CommandLine addTo(CommandLine commandLine) {
        return commandLine
                .registerConverter(KeySpec.class, oneOf("KeySpec", KeySpec.values()))
                .registerConverter(KeyUsage.class, oneOf("KeyUsage", KeyUsage.values()))
                .registerConverter(KeyState.class, oneOf("KeyState", KeyState.values()))
                .registerConverter(Origin.class, oneOf("Origin", Origin.values()))
                .registerConverter(
                        ProtectionLevel.class, oneOf("ProtectionLevel", ProtectionLevel.values()))
                .registerConverter(CreatorType.class, oneOf("CreatorType", CreatorType.values()));
    }

    private static <T> ITypeConverter<T> oneOf(String name, T[] values) {
        return text -> {
            for (T value : values) {
                String spelling = value.toString();
                if (spelling.equalsIgnoreCase(text) || spelling.equalsIgnoreCase(PREFIX + text)) {
                    return value;
                }
            }
            List<String> allowed = Stream.of(values).map(Object::toString).toList();
            throw new TypeConversionException(
                    "%s is '%s', allowed are %s%s"
                            .formatted(name, text, allowed, suggestion(text, allowed)));
        };
    }

    /** What picocli would suggest, if the values were commands. */
    private static String suggestion(String text, List<String> allowed) {
        CommandLine values = new CommandLine(CommandSpec.create());
        allowed.forEach(value -> values.addSubcommand(value, CommandSpec.create()));
        List<String> similar =
                new UnmatchedArgumentException(values, List.of(text)).getSuggestions();
        return similar.isEmpty() ? "" : "; did you mean " + similar.get(0) + "?";
    }
}
