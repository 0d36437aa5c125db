package org.kmsjca.conformance.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;

/** The distribution as a user has it: the archive that the build made, unpacked by tar. */
public final class Distribution {
    /** Of this JVM alone; others run other tests at the same time. */
    private static final Path TARGET =
            Path.of("target", System.getenv().getOrDefault("KMS_FORK", "fork-1")).toAbsolutePath();

    private Distribution() {}

    /** The archive, {@code kms-VERSION.tar.gz}. */
    public static Path archive() {
        return Path.of(
                Objects.requireNonNull(
                        System.getProperty("kms.distribution"), "-Dkms.distribution"));
    }

    /** Unpacked once for all tests of a JVM; it is not to be changed. */
    public static Path home() {
        return Unpacked.HOME;
    }

    private static final class Unpacked {
        static final Path HOME = unpack(TARGET.resolve("distribution"));
    }

    /** Where {@code bin/kms} has the archive of its classes, for all tests. */
    public static Path cache() {
        return TARGET.resolve("cache");
    }

    /** Unpacks it into the directory, in which it has a directory of its own. */
    public static Path unpack(Path directory) {
        try {
            deleteAll(directory);
            Files.createDirectories(directory);
            Process tar =
                    new ProcessBuilder(
                                    "tar", "-xzf", archive().toString(), "-C", directory.toString())
                            .inheritIO()
                            .start();
            assertThat(tar.waitFor()).isZero();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return directory.resolve(
                archive().getFileName().toString().replaceFirst("\\.tar\\.gz$", ""));
    }

    /**
     * Makes {@code kms} a command of the process, run by the JDK of this JVM. The archive of its
     * classes is made once for all tests.
     */
    public static void putOnPath(ProcessBuilder process) {
        Map<String, String> environment = process.environment();
        environment.merge(
                "PATH",
                home().resolve("bin").toString(),
                (old, bin) -> bin + File.pathSeparator + old);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("XDG_CACHE_HOME", cache().toString());
        environment.remove("KMS_CONFIG");
        environment.remove("KMS_JAVA_OPTS");
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
