package org.kmsjca.conformance.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kmsjca.conformance.support.KmsUnderTest;

/** A KMS whose keys are in a token that the test chooses. */
final class HsmKms {
    private HsmKms() {}

    /** Writes a configuration with these settings and opens it. */
    static KmsUnderTest open(Path directory, String... settings) {
        return KmsUnderTest.of(configure(directory, settings));
    }

    static Path configure(Path directory, String... settings) {
        try {
            return Files.writeString(
                    Files.createDirectories(directory).resolve("kms.properties"),
                    "home="
                            + directory.resolve("home")
                            + "\nprotection=HSM\nroot=keyfile\n"
                            + String.join("\n", settings)
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String[] with(String[] settings, String... more) {
        String[] all = Arrays.copyOf(settings, settings.length + more.length);
        System.arraycopy(more, 0, all, settings.length, more.length);
        return all;
    }
}
