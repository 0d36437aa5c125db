package org.kmsjca.cli;

import java.util.function.Function;
import org.kmsjca.KeyFilter.CreatorType;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values in the KMS's spelling and no other. */
final class KmsSpelling {
    private KmsSpelling() {}

    /** Call it when all commands are known: picocli gives converters to those that it has. */
    static CommandLine addTo(CommandLine commandLine) {
        return commandLine
                .registerConverter(KeySpec.class, exactly(KeySpec::of))
                .registerConverter(KeyUsage.class, exactly(KeyUsage::of))
                .registerConverter(KeyState.class, exactly(KeyState::of))
                .registerConverter(Origin.class, exactly(Origin::of))
                .registerConverter(ProtectionLevel.class, exactly(ProtectionLevel::of))
                .registerConverter(CreatorType.class, exactly(CreatorType::of));
    }

    private static <T> ITypeConverter<T> exactly(Function<String, T> lookup) {
        return text -> {
            try {
                return lookup.apply(text);
            } catch (KmsException e) {
                throw new TypeConversionException(Failures.withoutCode(e));
            }
        };
    }
}
