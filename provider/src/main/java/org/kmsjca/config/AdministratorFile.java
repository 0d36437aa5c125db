package org.kmsjca.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells who else could have written a file: whoever owns it or may write it, or owns or may write a
 * directory above it. Others may write a directory with the sticky bit, as they cannot replace what
 * is not theirs there. Nothing is told where there are no POSIX permissions.
 */
final class AdministratorFile {
    private static final int GROUP_OR_OTHERS_WRITE = 0022;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;

    /** The user of this process, where the system tells. */
    private static final Path SELF = Path.of("/proc/self");

    private AdministratorFile() {}

    /**
     * What lets others than this user and root change the file, for people; null when nothing does.
     *
     * @param real a path without links
     */
    static @Nullable String problem(Path real) throws IOException {
        if (!real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        for (Path path = real; path != null; path = path.getParent()) {
            String problem = ofOne(path, path.equals(real));
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** Whether every user of the machine may write the file. */
    static boolean isEverybodys(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & OTHERS_WRITE) != 0;
    }

    private static @Nullable String ofOne(Path path, boolean isFile) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        if (owner != ROOT && Files.exists(SELF) && owner != (int) ownUser()) {
            return ("%s belongs to %s, neither to this user nor to root; take it over with"
                            + " chown")
                    .formatted(path, Files.getOwner(path).getName());
        }
        int mode = (int) Files.getAttribute(path, "unix:mode");
        boolean shared = (mode & GROUP_OR_OTHERS_WRITE) != 0;
        return shared && (isFile || (mode & STICKY) == 0)
                ? path + " can be written by others than its owner; take that away with chmod go-w"
                : null;
    }

    private static Object ownUser() throws IOException {
        return Files.getAttribute(SELF, "unix:uid");
    }
}
