package org.kmsjca.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own in memory, which can be filled and be made read-only. */
public final class SmallDisk implements AutoCloseable {
    private final Path root;
    private final Path ballast;

    private SmallDisk(Path root) {
        this.root = root;
        this.ballast = root.resolve("ballast");
    }

    /** Mounts one; a user who may not mount has none, and the test is left out. */
    public static SmallDisk mount(Path directory) throws IOException {
        Files.createDirectory(directory);
        Assumptions.assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", directory.toString()),
                "this user may not mount a file system");
        return new SmallDisk(directory);
    }

    public Path root() {
        return root;
    }

    /** Shows the file system at another path, read-only there, as a container has it. */
    public void mountReadOnly(Path directory) throws IOException {
        Files.createDirectory(directory);
        require("mount", "--bind", root.toString(), directory.toString());
        require("mount", "-o", "remount,bind,ro", root.toString(), directory.toString());
    }

    public static void unmount(Path directory) {
        require("umount", "-l", directory.toString());
    }

    void fill() throws IOException {
        List<byte[]> blocks = new ArrayList<>(List.of(new byte[1 << 16], new byte[1]));
        try (var out = Files.newOutputStream(ballast)) {
            for (byte[] block : blocks) {
                try {
                    while (true) {
                        out.write(block);
                    }
                } catch (IOException full) {
                    // and then the rest, in single bytes
                }
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(ballast);
    }

    private static void require(String... command) {
        if (!succeeds(command)) {
            throw new IllegalStateException(List.of(command) + " failed");
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        unmount(root);
    }
}
