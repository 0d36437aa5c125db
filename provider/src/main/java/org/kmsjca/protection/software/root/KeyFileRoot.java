package org.kmsjca.protection.software.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.SystemRandom;

/** A root of trust that is a file of at least 32 random bytes, readable by its owner only. */
public final class KeyFileRoot implements RootOfTrust {
    /** The value of the setting {@code root}, and the kind of the envelope. */
    public static final String KIND = "keyfile";

    private static final int MAXIMUM_LENGTH = 64 * 1024;

    private final Path file;

    public KeyFileRoot(Path file) {
        this.file = file;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String description() {
        return "key file " + file;
    }

    /** Makes the file when there is none; one that is there already is used. */
    @Override
    public SealedRootKey seal(RootKey rootKey, String storeId) {
        createIfMissing();
        byte[] key = keyEncryptionKey(file, storeId);
        return new SealedRootKey("", KeyEncryption.seal(key, rootKey, KIND, storeId));
    }

    /** Opens by the file, or by the one that is about to take its place, {@link NextKeyFile}. */
    @Override
    public RootKey unseal(SealedRootKey sealed, String storeId) {
        try {
            return unseal(file, sealed, storeId);
        } catch (KmsException e) {
            NextKeyFile next = new NextKeyFile(file, List.of());
            RootKey key = next.unsealIfThere(sealed, storeId);
            if (key == null) {
                throw e;
            }
            next.takePlace();
            return key;
        }
    }

    static RootKey unseal(Path file, SealedRootKey sealed, String storeId) {
        return KeyEncryption.unseal(
                keyEncryptionKey(file, storeId),
                sealed.sealed(),
                KIND,
                storeId,
                ("the key file %s is not the one of this store; set root.keyfile to the"
                                + " right one, or put it back from a backup")
                        .formatted(file));
    }

    /** Describes what is wrong with the file's permissions; null when nothing is. */
    public @Nullable String permissionProblem() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.removeAll(
                    Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
            return permissions.isEmpty()
                    ? null
                    : "others than its owner have access to the key file " + file;
        } catch (IOException | UnsupportedOperationException e) {
            return null; // no POSIX permissions here, or no file: the latter is told elsewhere
        }
    }

    /** Makes the content of a new key file; the caller wipes it. */
    static byte[] newSecret() {
        byte[] secret = new byte[RootKey.LENGTH];
        SystemRandom.source().nextBytes(secret);
        return secret;
    }

    private void createIfMissing() {
        byte[] secret = newSecret();
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            ownerOnly())) {
                channel.write(ByteBuffer.wrap(secret));
                channel.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the key file " + file + " could not be created: " + e,
                    e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static byte[] keyEncryptionKey(Path file, String storeId) {
        byte[] secret = new byte[0];
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw unusable(file, "is no regular file", null);
            }
            if (Files.size(file) > MAXIMUM_LENGTH) {
                throw unusable(file, "is longer than " + MAXIMUM_LENGTH + " bytes", null);
            }
            secret = Files.readAllBytes(file);
            if (secret.length < RootKey.LENGTH) {
                throw unusable(file, "has fewer than " + RootKey.LENGTH + " bytes", null);
            }
            return RootKey.derive(
                    secret, storeId.getBytes(StandardCharsets.UTF_8), "kms-jca key file");
        } catch (NoSuchFileException e) {
            throw unusable(file, "does not exist", e);
        } catch (IOException e) {
            throw unusable(
                    file, "cannot be read by this user (" + e.getClass().getSimpleName() + ")", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static KmsException unusable(Path file, String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                ("the key file %s %s; without it no key of the store can be used: mend"
                                + " it, or set root.keyfile to the right file")
                        .formatted(file, reason),
                cause);
    }
}
