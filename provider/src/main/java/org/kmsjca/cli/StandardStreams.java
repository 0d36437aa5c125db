package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that standard output and standard error are, whatever a user calls them: {@code
 * /dev/stdout}, {@code /dev/fd/1}, the name of the pipe or of the terminal.
 *
 * @param output null where nothing is known of it
 * @param error null where nothing is known of it
 */
record StandardStreams(@Nullable Path output, @Nullable Path error) {
    static final StandardStreams UNKNOWN = new StandardStreams(null, null);

    static final StandardStreams OF_PROCESS =
            new StandardStreams(Path.of("/dev/fd/1"), Path.of("/dev/fd/2"));

    boolean isOutput(Path file) {
        return isSame(file, output);
    }

    boolean isError(Path file) {
        return isSame(file, error);
    }

    private static boolean isSame(Path file, @Nullable Path stream) {
        try {
            return stream != null && Files.isSameFile(file, stream);
        } catch (IOException notThere) {
            return false;
        }
    }
}
