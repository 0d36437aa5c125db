package org.kmsjca.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Files that the command line names. */
final class ArgumentFile {
    private static final int LARGEST = 64 * 1024;

    private ArgumentFile() {}

    /** Reads a file that is a small one when it is the right one. */
    static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        "the file " + file + " is longer than " + LARGEST + " bytes");
            }
            return content;
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
