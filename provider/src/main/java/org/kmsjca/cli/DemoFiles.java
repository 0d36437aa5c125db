package org.kmsjca.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The file that the demo reads and the three that it writes. */
record DemoFiles(Path original, Path encrypted, Path decrypted, Path signature) {
    private static final long LARGEST = 256L << 20;

    /** Writes the content of a file. */
    interface Content {
        void writeTo(OutputStream target) throws IOException, GeneralSecurityException;
    }

    /**
     * Checks that the demo can read and write what it is asked to.
     *
     * @param directory where to write; null is beside the file
     * @throws ParameterException when it cannot
     */
    static DemoFiles of(CommandLine command, Path file, @Nullable Path directory)
            throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(command, "FILE '" + file + "' is no readable file");
        }
        if (Files.size(file) > LARGEST) {
            throw new ParameterException(
                    command,
                    "FILE '"
                            + file
                            + "' is larger than 256 MiB: AES-GCM gives out nothing before it has"
                            + " checked all, so decryption holds the whole file in memory");
        }
        if (directory != null) {
            Files.createDirectories(directory);
        }
        DemoFiles files =
                new DemoFiles(
                        file,
                        output(file, directory, "encrypted"),
                        output(file, directory, "decrypted"),
                        output(file, directory, "signature"));
        files.checkReplaceable(command, files.encrypted);
        files.checkReplaceable(command, files.decrypted);
        files.checkReplaceable(command, files.signature);
        return files;
    }

    /** Writes the file anew; an older one stays until the new one is complete. */
    static void replace(Path target, Content content) throws IOException, GeneralSecurityException {
        Path directory = target.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(directory, ".kms-demo-", ".part");
        try {
            try (OutputStream stream = Files.newOutputStream(unfinished)) {
                content.writeTo(stream);
            }
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Path output(Path file, @Nullable Path directory, String kind) {
        String name = file.getFileName() + ".kms-" + kind;
        return directory == null ? file.resolveSibling(name) : directory.resolve(name);
    }

    private void checkReplaceable(CommandLine command, Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ParameterException(
                    command, "'" + target + "' is in the way and was not written by a demo");
        }
    }
}
