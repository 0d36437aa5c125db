package org.kmsjca.conformance.hsm.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scripts that start and end what a module needs. */
final class Scripts {
    private Scripts() {}

    /** Writes a script that runs in its own directory. */
    static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, "cd \"$(dirname \"$0\")\"\n" + text);
    }
}
