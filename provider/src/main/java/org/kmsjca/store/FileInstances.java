package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Owners on one machine. Each is a random id with the lock of a file of that name in a directory
 * beside the store, which the operating system lets go of when the program ends. Process numbers
 * prove nothing, as containers that share a store have the same ones.
 *
 * <p>The file and its lock are made when this instance first owns something. Thread-safe.
 */
final class FileInstances implements Instances {
    private static final String DIRECTORY = "instances";
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final Path directory;
    private final StoreErrors failures;
    private final String id = UUID.randomUUID().toString();
    private final String process;
    private @Nullable FileChannel locked;

    FileInstances(Path storeFile, StoreErrors failures) {
        this.directory = storeFile.resolveSibling(DIRECTORY);
        this.failures = failures;
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        this.process = self.pid() + "/" + start;
    }

    /** Its id, and its process, as it may have several. */
    @Override
    public synchronized String self() {
        if (locked == null) {
            boolean interrupted = Thread.interrupted(); // which would close the channel
            try {
                locked = lock();
            } catch (IOException e) {
                throw failures.io("note this program as one that uses", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        return id + " " + process;
    }

    /** Nobody sees the file before it is locked. */
    private FileChannel lock() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.directory(directory));
        }
        Path unlocked = directory.resolve(id + ".new");
        FileChannel channel =
                FileChannel.open(
                        unlocked,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(unlocked));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(unlocked + " was locked by another program");
            }
            Files.move(unlocked, directory.resolve(id), StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** One that cannot be asked seems alive; owners of stores of format 1 are not. */
    @Override
    public boolean isAlive(String owner) {
        int space = owner.indexOf(' ');
        String ownerId = space < 0 ? owner : owner.substring(0, space);
        if (!ID.matcher(ownerId).matches()) {
            return false;
        }
        Path file = directory.resolve(ownerId);
        if (!Files.exists(file)) {
            return false;
        }
        // Closing any channel of a file lets go of all locks that its process has on it.
        return owner.endsWith(" " + process) || isLocked(file);
    }

    private static boolean isLocked(Path file) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return true;
            }
            Files.deleteIfExists(file);
            return false;
        } catch (IOException | OverlappingFileLockException e) {
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized void close() {
        FileChannel open = locked;
        locked = null;
        if (open != null) {
            try {
                Files.deleteIfExists(directory.resolve(id));
                open.close();
            } catch (IOException e) {
                // The lock ends with the process at the latest.
            }
        }
    }
}
