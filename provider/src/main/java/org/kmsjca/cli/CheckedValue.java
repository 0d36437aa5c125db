package org.kmsjca.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A signature or a code that is to be verified. */
final class CheckedValue {
    @Option(
            names = "--value",
            paramLabel = "BASE64",
            converter = Base64Bytes.Converter.class,
            description = "What is to be verified.")
    private @Nullable Base64Bytes value;

    @Option(names = "--value-in", paramLabel = "FILE", description = "The same from a file.")
    private @Nullable Path file;

    byte[] bytes() {
        Path source = file;
        Base64Bytes given = value;
        if ((source == null) == (given == null)) {
            throw new WrongUsage("give either --value or --value-in FILE");
        }
        return given != null ? given.bytes() : source != null ? ArgumentFile.read(source) : NONE;
    }

    private static final byte[] NONE = {};
}
