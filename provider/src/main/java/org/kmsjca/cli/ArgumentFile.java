package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Files that the command line names. */
final class ArgumentFile {
    private ArgumentFile() {}

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw failure("written", file, e);
        }
    }

    private static KmsException failure(String done, Path file, IOException cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the file " + file + " cannot be " + done + ": " + cause.getClass().getSimpleName(),
                cause);
    }
}
