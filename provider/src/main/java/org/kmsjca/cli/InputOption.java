package org.kmsjca.cli;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import picocli.CommandLine.Option;

/** The data of a command from a file, where they do not stand on the command line in Base64. */
final class InputOption {
    private static final Path STANDARD = Path.of("-");

    /** More than any call takes but GenerateMac, whose message may be long. */
    private static final int LARGEST = 16 * 1024 * 1024;

    @Option(
            names = "--in",
            paramLabel = "FILE",
            description = "The same as bytes, from a file, or - for standard input.")
    private @Nullable Path file;

    /** Reads what the option of that name has in Base64, or else the file. */
    byte[] bytes(String option, @Nullable Base64Bytes given) {
        return read(option, given, input -> input.readNBytes(LARGEST + 1));
    }

    /** Reads a file that is given, to its end. */
    interface Reading {
        byte[] of(InputStream input) throws IOException;
    }

    /** Gives what the option of that name has in Base64, or else what is read from the file. */
    byte[] read(String option, @Nullable Base64Bytes given, Reading reading) {
        Path source = file;
        if ((given == null) == (source == null)) {
            throw new WrongUsage("give either " + option + " or --in FILE");
        }
        if (source == null) {
            return given == null ? new byte[0] : given.bytes();
        }
        try (InputStream input = open(source)) {
            byte[] content = reading.of(input);
            if (content.length > LARGEST) {
                throw new KmsException(
                        KmsErrorCode.INVALID_PARAMETER,
                        name(source) + " is longer than " + LARGEST + " bytes");
            }
            return content;
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    FileErrors.reading(
                            STANDARD.equals(source) ? "standard input" : source.toString(), e),
                    e);
        }
    }

    boolean isFile() {
        return file != null;
    }

    private static InputStream open(Path source) throws IOException {
        // FileInputStream.readNBytes asks where it is, which a pipe cannot tell.
        return source.equals(STANDARD)
                ? new BufferedInputStream(new FileInputStream(FileDescriptor.in))
                : Files.newInputStream(source);
    }

    private static String name(Path source) {
        return source.equals(STANDARD) ? "standard input" : "the file " + source;
    }
}
