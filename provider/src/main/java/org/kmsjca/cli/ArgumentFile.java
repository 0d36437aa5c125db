package org.kmsjca.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.file.TargetFile;

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
            throw failure(FileErrors.reading(file.toString(), e), e);
        }
    }

    /**
     * Writes a new file, or standard output where the file is that.
     *
     * @param output learns where the data go
     * @param confidential it is its owner's only
     */
    static void write(Output output, Path file, boolean confidential, byte[] content) {
        try {
            if (output.claim(file)) {
                OutputStream data = output.data(false);
                data.write(content);
                data.flush();
                return;
            }
            new TargetFile(file, false, confidential).write(target -> target.write(content));
        } catch (FileAlreadyExistsException e) {
            throw failure("the file " + file + " exists already; name a new one", e);
        } catch (IOException e) {
            throw failure(FileErrors.writing(file.toString(), e), e);
        }
    }

    /** Takes back a new file, as what belongs to it could not be written. */
    static void delete(Path file, KmsException reason) {
        try {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static KmsException failure(String message, IOException cause) {
        return new KmsException(KmsErrorCode.INVALID_PARAMETER, message, cause);
    }
}
