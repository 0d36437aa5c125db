package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes tokens of SoftHSM, of which the PIN is 1234. */
final class SoftHsmToken {
    private static final String HINT =
            "this test needs SoftHSM 2: apt-get install softhsm2 (or bash .ci/setup test)";

    private SoftHsmToken() {}

    static Path library() {
        return Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib64/softhsm/libsofthsm2.so",
                        "/usr/lib64/pkcs11/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(HINT));
    }

    static void make(String label) throws IOException, InterruptedException {
        Path file = Path.of(Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"), HINT));
        Path tokens = file.resolveSibling("tokens");
        if (!Files.exists(file)) {
            Files.createDirectories(tokens);
            Files.writeString(
                    file,
                    "directories.tokendir = "
                            + tokens
                            + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        }
        try {
            Process process =
                    new ProcessBuilder(
                                    "softhsm2-util",
                                    "--init-token",
                                    "--free",
                                    "--label",
                                    label,
                                    "--so-pin",
                                    "12345678",
                                    "--pin",
                                    "1234")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(HINT).isTrue();
            assertThat(process.exitValue()).as(HINT).isZero();
        } catch (IOException e) {
            throw new AssertionError(HINT, e);
        }
    }
}
