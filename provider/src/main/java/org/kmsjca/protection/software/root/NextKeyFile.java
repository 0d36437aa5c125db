package org.kmsjca.protection.software.root;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.file.TargetFile;
import org.kmsjca.text.Loggers;

/**
 * A new key file that is to take the place of another: {@code root.key.next} beside {@code
 * root.key} until the store is under it. Whoever opens the store by it then gives it its name, so
 * that the store opens at each moment, after a crash and on a read-only file system, too. The file
 * that goes is kept as {@code root.key.old}: other stores, copies and backups may need it.
 */
public final class NextKeyFile implements RootOfTrust {
    private static final int MAXIMUM_OLD_FILES = 1000;

    private final KeyFileRoot present;
    private final Path file;
    private final Path next;
    private final List<SealedRootKey> today;

    /**
     * As the place of the key file has it.
     *
     * @param file the present one, which may be missing
     * @param today the root key under key files as the store has it now
     */
    public NextKeyFile(Path file, List<SealedRootKey> today) {
        this.present = new KeyFileRoot(file);
        this.file = real(file);
        this.next = this.file.resolveSibling(this.file.getFileName() + ".next");
        this.today = List.copyOf(today);
    }

    /** A key file that is a link stays one; what it leads to is replaced. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath(); // there is none yet
        }
    }

    @Override
    public String kind() {
        return KeyFileRoot.KIND;
    }

    @Override
    public String description() {
        return present.description();
    }

    /**
     * Makes the new file, on the disk, and seals by it.
     *
     * @throws KmsException when it cannot be made; what there is stays then
     */
    @Override
    public SealedRootKey seal(RootKey rootKey, String storeId) {
        today.forEach(each -> finishEarlier(each, storeId));
        byte[] secret = KeyFileRoot.newSecret();
        try {
            Path directory = next.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(next); // of a change that was never committed
            new TargetFile(next, false, true).write(output -> output.write(secret));
            forceDirectory();
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    ("the new key file %s could not be made: %s; make its directory writable,"
                                    + " or name another root of trust by --to")
                            .formatted(next, e),
                    e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return new KeyFileRoot(next).seal(rootKey, storeId);
    }

    /** Opens by whichever of the two files is the store's. */
    @Override
    public RootKey unseal(SealedRootKey sealed, String storeId) {
        return present.unseal(sealed, storeId);
    }

    private void finishEarlier(SealedRootKey sealed, String storeId) {
        try {
            present.unseal(sealed, storeId).close();
        } catch (KmsException e) {
            return; // neither of the two files is needed by this store
        }
        if (opens(sealed, storeId)) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    ("the key file %s of an earlier change could not be renamed to %s; rename"
                                    + " it, and try again")
                            .formatted(next, file));
        }
    }

    private boolean opens(SealedRootKey sealed, String storeId) {
        RootKey key = unsealIfThere(sealed, storeId);
        if (key == null) {
            return false;
        }
        key.close();
        return true;
    }

    /** The root key by the new file; null when there is none, or it is not the store's. */
    @Nullable RootKey unsealIfThere(SealedRootKey sealed, String storeId) {
        if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            return KeyFileRoot.unseal(next, sealed, storeId);
        } catch (KmsException e) {
            return null;
        }
    }

    /** Gives the new file its name. What hinders that is no hindrance to using the store. */
    void takePlace() {
        try {
            Path kept = keepOld();
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
            if (kept != null) {
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                "the store has a new key file {0}; the one before is kept as {1}: destroy it"
                                        + " when no other store, copy or backup from before is needed",
                                file,
                                kept);
            }
        } catch (IOException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.DEBUG,
                            "the key file {0} stays under this name: {1}",
                            next,
                            e.toString());
        }
    }

    /** A copy, and no link: whoever overwrites it in order to destroy it hits nothing else. */
    private @Nullable Path keepOld() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        byte[] content = Files.readAllBytes(file);
        try {
            for (int i = 1; i < MAXIMUM_OLD_FILES; i++) {
                Path old =
                        file.resolveSibling(file.getFileName() + ".old" + (i == 1 ? "" : "." + i));
                try {
                    new TargetFile(old, false, true).write(output -> output.write(content));
                    return old;
                } catch (FileAlreadyExistsException e) {
                    if (hasContent(old, content)) {
                        return old;
                    }
                }
            }
            throw new IOException("there are too many files " + file + ".old");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static boolean hasContent(Path old, byte[] content) throws IOException {
        if (!Files.isRegularFile(old, LinkOption.NOFOLLOW_LINKS)
                || Files.size(old) != content.length) {
            return false;
        }
        byte[] found = Files.readAllBytes(old);
        try {
            return Arrays.equals(found, content);
        } finally {
            Arrays.fill(found, (byte) 0);
        }
    }

    private void forceDirectory() {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            Loggers.kms()
                    .log(
                            System.Logger.Level.DEBUG,
                            "a directory cannot be forced: {0}",
                            e.toString());
        }
    }
}
