package org.kmsjca.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name when it is complete and on the disk; until then, and for good
 * when anything fails or the process is told to end, there is none. Devices and pipes, which cannot
 * appear, are written to.
 *
 * @param replace a file that is there, whose permissions stay
 * @param confidential the file is its owner's only, else as the umask says
 */
public record TargetFile(Path path, boolean replace, boolean confidential) {
    /**
     * Writes the content.
     *
     * @param <E> what else it throws
     */
    public interface Content<E extends Exception> {
        void writeTo(OutputStream target) throws IOException, E;
    }

    /**
     * Writes the file; it does not follow a symbolic link.
     *
     * @throws FileAlreadyExistsException when it is there and is not to be replaced
     */
    public <E extends Exception> void write(Content<E> content) throws IOException, E {
        if (Files.exists(path) && attributes().isOther()) {
            try (OutputStream output = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
                content.writeTo(output);
            }
            return;
        }
        refuseWhatCannotBecomeTheFile();
        Path unfinished =
                path.resolveSibling(
                        ".%s.%s.part"
                                .formatted(
                                        path.getFileName(),
                                        Long.toHexString(ThreadLocalRandom.current().nextLong())));
        unfinished.toFile().deleteOnExit(); // a signal ends the process without finally
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            permissions())) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            publish(unfinished);
        } catch (Throwable e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private void refuseWhatCannotBecomeTheFile() throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
        if (Files.isDirectory(path)) {
            throw refusal("it is a directory");
        }
        if (!replace && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (Files.isSymbolicLink(path)) {
            throw refusal("it is a symbolic link: name the file that it leads to");
        }
    }

    private FileSystemException refusal(String reason) {
        return new FileSystemException(path.toString(), null, reason);
    }

    private boolean hasPermissions() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] permissions() {
        if (!hasPermissions() || !(confidential || replace)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    private void publish(Path unfinished) throws IOException {
        if (replace && Files.exists(path)) {
            if (hasPermissions()) {
                Set<PosixFilePermission> before = Files.getPosixFilePermissions(path);
                Files.setPosixFilePermissions(unfinished, before);
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(path, unfinished); // fails where somebody else was faster
            Files.delete(unfinished);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(unfinished, path); // FAT and others have no links
        }
    }
}
