package org.kmsjca.conformance.wycheproof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gets the pinned commit of the vectors by git. */
final class VectorClone {
    static final String REPOSITORY = "https://github.com/C2SP/wycheproof";
    static final String COMMIT = "dac1dd4729fd1f8dd9e1e9f3dce51d783da6c166";

    private static final int PATIENCE_IN_MINUTES = 5;

    private VectorClone() {}

    /** The command by which people get what this class gets. */
    static String command(Path target) {
        return "git clone "
                + REPOSITORY
                + " "
                + target
                + " && git -C "
                + target
                + " checkout "
                + COMMIT;
    }

    /** Makes the folder appear whole, or leaves nothing when the commit cannot be had. */
    static void make(Path target) throws IOException {
        Path beside = Files.createTempDirectory(target.getParent(), ".wycheproof");
        try {
            boolean there =
                    git(beside, "init", "--quiet")
                            && git(beside, "fetch", "--quiet", "--depth=1", REPOSITORY, COMMIT)
                            && git(beside, "checkout", "--quiet", COMMIT);
            if (there) {
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Folders.delete(beside);
        }
    }

    private static boolean git(Path directory, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder("git", "-C", directory.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_IN_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no git
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
