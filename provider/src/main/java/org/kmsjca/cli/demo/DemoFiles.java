package org.kmsjca.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.file.TargetFile;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The file that the demo reads and the three that it writes. */
public record DemoFiles(Path original, Path encrypted, Path decrypted, Path signature) {
    private static final int CHUNK = 64 * 1024;
    private static final int MEBIBYTE_SHIFT = 20;
    private static final long LARGEST_IN_MEBIBYTES = 256;
    // measured: the JDK's GCM holds input, its copies while they grow, and output
    private static final int HEAP_TO_FILE = 5;

    /**
     * Checks that the demo can read and write what it is asked to.
     *
     * @param directory where to write; null is beside the file
     * @throws ParameterException when it cannot
     */
    public static DemoFiles of(CommandLine command, Path file, @Nullable Path directory)
            throws IOException {
        checkSource(command, file);
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return new DemoFiles(
                file,
                output(command, file, directory, "encrypted"),
                output(command, file, directory, "decrypted"),
                output(command, file, directory, "signature"));
    }

    /** Writes the file anew; an older one stays until the new one is complete. */
    static void replace(Path target, TargetFile.Content<GeneralSecurityException> content)
            throws IOException, GeneralSecurityException {
        new TargetFile(target, true, false).write(content);
    }

    /** Takes the chunks of a file one after the other, as update methods of the JCA do. */
    interface Sink {
        void take(byte[] chunk, int length) throws GeneralSecurityException, IOException;
    }

    /** Gives the sink all of the source. */
    static void read(InputStream source, Sink sink) throws GeneralSecurityException, IOException {
        byte[] chunk = new byte[CHUNK];
        for (int length = source.read(chunk); length >= 0; length = source.read(chunk)) {
            sink.take(chunk, length);
        }
    }

    private static void checkSource(CommandLine command, Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(command, "FILE '" + file + "' is no readable file");
        }
        long heap = Runtime.getRuntime().maxMemory() >> MEBIBYTE_SHIFT;
        long largest = Math.min(LARGEST_IN_MEBIBYTES, heap / HEAP_TO_FILE);
        if (Files.size(file) > largest << MEBIBYTE_SHIFT) {
            throw new ParameterException(
                    command,
                    "FILE '"
                            + file
                            + "' is larger than "
                            + largest
                            + " MiB, the most that this JVM has memory for: AES-GCM gives out"
                            + " nothing before it has checked all, so decryption holds the file");
        }
    }

    private static Path output(
            CommandLine command, Path file, @Nullable Path directory, String kind) {
        String name = file.getFileName() + ".kms-" + kind;
        Path target = directory == null ? file.resolveSibling(name) : directory.resolve(name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ParameterException(
                    command, "'" + target + "' is in the way and was not written by a demo");
        }
        return target;
    }
}
