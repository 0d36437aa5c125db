package org.kmsjca.kms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.file.TargetFile;
import org.kmsjca.protection.software.root.BackupBundle;

/** The file of a root key's backup. */
public final class BackupFile {
    private static final int MAXIMUM_LENGTH = 64 * 1024;

    private BackupFile() {}

    /** Writes a new file for its owner only, and waits until it is on the disk. */
    public static void write(Path file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            new TargetFile(file, false, true).write(target -> target.write(bytes));
        } catch (FileAlreadyExistsException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the file " + file + " exists already; name a new one",
                    e);
        } catch (IOException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the backup " + file + " could not be written: " + e,
                    e);
        }
    }

    /** Takes back what was written, as it could not be recorded. */
    public static void delete(Path file, KmsException reason) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Reads and parses a backup of the root key. */
    public static BackupBundle read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return BackupBundle.decode(in.readNBytes(MAXIMUM_LENGTH));
        } catch (IOException | IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "the file " + file + " cannot be used as a backup of a root key: " + e,
                    e);
        }
    }
}
