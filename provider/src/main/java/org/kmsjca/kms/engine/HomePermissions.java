package org.kmsjca.kms.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.config.Configuration;
import org.kmsjca.config.RootKind;
import org.kmsjca.text.Loggers;

/**
 * Keeps what a KMS has on the disk to its owner. Files and directories that this process's user
 * owns are repaired; others that strangers can write are refused, because whoever writes into the
 * home puts older files there, and whoever writes the key file of a new store knows its keys.
 * Nothing is changed through a link, which may lead to anybody's file. Nothing is done on file
 * systems without POSIX permissions.
 */
public final class HomePermissions {
    private static final Set<PosixFilePermission> WRITABLE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final Set<PosixFilePermission> ANY =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_WRITE);

    /** The suffixes of the files that stand beside the database. */
    private static final List<String> BESIDE = List.of("-wal", "-shm", ".changes", ".revision");

    private HomePermissions() {}

    /**
     * Takes from others what is theirs by mistake.
     *
     * @throws KmsException with {@code NO_PERMISSION} when others can write and this user cannot
     *     change that
     */
    static void mend(Configuration configuration) {
        refusePlantedKey(configuration);
        filesBeside(configuration).forEach(HomePermissions::refuseLink);
        excessive(configuration).forEach(HomePermissions::mend);
    }

    /** Describes what others than the owner can do, for people. */
    public static List<String> problems(Configuration configuration) {
        List<String> problems = new ArrayList<>();
        excessive(configuration)
                .forEach(
                        (path, excessive) -> {
                            Set<PosixFilePermission> found = permissions(path);
                            if (found != null && found.stream().anyMatch(excessive::contains)) {
                                problems.add(problem(path, found));
                            }
                        });
        return problems;
    }

    /** Lists wrong permissions, by file. */
    private static Map<Path, Set<PosixFilePermission>> excessive(Configuration configuration) {
        Map<Path, Set<PosixFilePermission>> excessive = new LinkedHashMap<>();
        excessive.put(configuration.home(), WRITABLE);
        excessive.put(configuration.databaseFile(), ANY);
        filesBeside(configuration).forEach(file -> excessive.put(file, ANY));
        if (hasKeyFile(configuration)) {
            excessive.put(configuration.rootKeyfile(), ANY);
        }
        return excessive;
    }

    /** Lists the files that the KMS and SQLite keep beside the database. */
    private static List<Path> filesBeside(Configuration configuration) {
        Path database = configuration.databaseFile();
        return BESIDE.stream()
                .map(end -> database.resolveSibling(database.getFileName() + end))
                .toList();
    }

    private static void refuseLink(Path file) {
        if (Files.isSymbolicLink(file)) {
            throw new KmsException(
                    KmsErrorCode.NO_PERMISSION,
                    file
                            + " is a link, which neither the KMS nor SQLite makes: somebody else can"
                            + " write its directory; remove the link");
        }
    }

    private static boolean hasKeyFile(Configuration configuration) {
        return configuration.root() == RootKind.KEYFILE || configuration.root() == RootKind.AUTO;
    }

    /** A new store would be sealed under what somebody else may have written. */
    private static void refusePlantedKey(Configuration configuration) {
        Path file = configuration.rootKeyfile();
        Set<PosixFilePermission> found = permissions(file);
        if (found != null
                && hasKeyFile(configuration)
                && found.stream().anyMatch(WRITABLE::contains)
                && !Files.exists(configuration.databaseFile())) {
            throw new KmsException(
                    KmsErrorCode.NO_PERMISSION,
                    "others than its owner can write the key file "
                            + file
                            + ", so that a new store would have a key that they may know; remove"
                            + " the file, or chmod 600 it if its content is yours");
        }
    }

    private static void mend(Path path, Set<PosixFilePermission> excessive) {
        Set<PosixFilePermission> found = permissions(path);
        if (found == null || found.stream().noneMatch(excessive::contains)) {
            return;
        }
        Set<PosixFilePermission> kept = EnumSet.copyOf(found);
        kept.removeAll(excessive);
        String problem = problem(path, found);
        try {
            if (Files.isSymbolicLink(path)) {
                throw new IOException(path + " is a link");
            }
            Files.setPosixFilePermissions(path, kept);
        } catch (IOException e) {
            if (found.stream().noneMatch(WRITABLE::contains)) {
                Loggers.kms()
                        .log(
                                System.Logger.Level.WARNING,
                                "{0}; its owner can change that",
                                problem);
                return;
            }
            throw refused(problem, e);
        }
        // There are file systems that take every change and keep none.
        Set<PosixFilePermission> now = permissions(path);
        if (now != null && now.stream().anyMatch(WRITABLE::contains)) {
            throw refused(problem, null);
        }
        Loggers.kms().log(System.Logger.Level.WARNING, "{0}: that was taken from them", problem);
    }

    private static String problem(Path path, Set<PosixFilePermission> found) {
        return "others than its owner can "
                + (found.stream().anyMatch(WRITABLE::contains) ? "write" : "read")
                + " "
                + path;
    }

    private static KmsException refused(String problem, @Nullable IOException cause) {
        return new KmsException(
                KmsErrorCode.NO_PERMISSION,
                problem + ", and this user cannot change that; take it from them: chmod go-w",
                cause);
    }

    /** Null where there is no such file, or where there are no such permissions. */
    private static @Nullable Set<PosixFilePermission> permissions(Path path) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            boolean ours = Files.isRegularFile(path) || Files.isDirectory(path);
            return view == null || !ours ? null : view.readAttributes().permissions();
        } catch (IOException e) {
            return null; // it is not there, or opening it will tell
        }
    }
}
