package org.kmsjca.kms.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kmsjca.Diagnosis.Finding;
import org.kmsjca.Diagnosis.Severity;

/** Whether the file system of a store has room for changes. */
final class DiskRoom {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long SOON_FULL = 32 * MEBIBYTE;
    private static final String REMEDY = "make room on the file system of the store";

    private DiskRoom() {}

    /** Describes a lack of room; empty for a file system that is read-only or cannot be asked. */
    static Optional<Finding> finding(Path database) {
        Path directory = database.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try {
            FileStore disk = Files.getFileStore(directory);
            return disk.isReadOnly() ? Optional.empty() : finding(directory, disk.getUsableSpace());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Finding> finding(Path directory, long bytes) {
        if (bytes >= SOON_FULL) {
            return Optional.empty();
        }
        boolean isFull = bytes < MEBIBYTE;
        String room = isFull ? "less than 1 MiB" : bytes / MEBIBYTE + " MiB";
        return Optional.of(
                new Finding(
                        isFull ? Severity.PROBLEM : Severity.ADVICE,
                        "disk",
                        "%s is left where %s is: %s"
                                .formatted(
                                        room,
                                        directory,
                                        (isFull
                                                ? "keys can be used, changes may fail"
                                                : "when it is full, nothing can be changed")),
                        REMEDY));
    }
}
