package org.kmsjca.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A directory for files of a moment that nobody but their owner may open. */
public final class ScratchDirectory implements AutoCloseable {
    /** The suffixes of a store's files, which are removed when a signal ends the program. */
    private static final List<String> ENDS =
            List.of("", "-wal", "-shm", "-journal", ".changes", ".revision");

    private final Path path;

    private ScratchDirectory(Path path) {
        this.path = path;
    }

    /** A directory in that of a database file. */
    static ScratchDirectory beside(Path database, String purpose) throws IOException {
        Path path =
                database.resolveSibling(
                        database.getFileName() + "." + purpose + "-" + UUID.randomUUID());
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(parent, OwnerOnly.directory(parent));
        }
        Files.createDirectory(path, OwnerOnly.directory(path));
        path.toFile().deleteOnExit();
        return new ScratchDirectory(path);
    }

    /** A directory in that of a database file, or elsewhere when that cannot be written. */
    static ScratchDirectory near(Path database, String purpose) throws IOException {
        try {
            return beside(database, purpose);
        } catch (IOException e) {
            Path path = Files.createTempDirectory("kms-" + purpose);
            path.toFile().deleteOnExit();
            return new ScratchDirectory(path);
        }
    }

    /** The path of a file in it. */
    public Path file(String name) {
        Path file = path.resolve(name);
        ENDS.forEach(end -> path.resolve(name + end).toFile().deleteOnExit());
        return file;
    }

    /** Deletes it with all that is in it. */
    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    private static void delete(Path any) throws IOException {
        if (Files.isDirectory(any)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(any)) {
                for (Path each : content) {
                    delete(each);
                }
            }
        }
        Files.deleteIfExists(any);
    }
}
