package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kms demo} on the defaults, checked with tools that are not ours. */
@Tag("once")
class DemoTest {
    private final Path home;
    private final Path file;
    private final byte[] content = new byte[300_001];
    private final Shell shell;

    DemoTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.file = home.resolve("a letter.bin");
        this.shell = new Shell(home);
        new Random(1).nextBytes(content);
        Files.write(file, content);
    }

    @Test
    void encryptsDecryptsSignsAndCanBeRunAgain() throws Exception {
        Shell.Outcome first = shell.run(List.of("kms", "demo", file.toString()));

        assertThat(first.exitCode()).as("%s", first).isZero();
        assertThat(first.out()).anyMatch(line -> line.contains("created"));
        checkOutputs(home);

        Path elsewhere = home.resolve("out");
        Shell.Outcome second =
                shell.run(
                        List.of("kms", "demo", file.toString(), "--output", elsewhere.toString()));

        assertThat(second.exitCode()).as("%s", second).isZero();
        assertThat(second.out()).noneMatch(line -> line.contains("created"));
        checkOutputs(elsewhere);
        assertThat(file).hasBinaryContent(content);
    }

    private void checkOutputs(Path directory) throws Exception {
        Path encrypted = directory.resolve("a letter.bin.kms-encrypted");
        assertThat(encrypted).hasSize(12 + content.length + 16);
        assertThat(directory.resolve("a letter.bin.kms-decrypted")).hasBinaryContent(content);
        assertThat(opensslVerifies(directory.resolve("a letter.bin.kms-signature"))).isTrue();
    }

    private boolean opensslVerifies(Path signature) throws Exception {
        Shell.Outcome pem = shell.run(List.of("kms", "key", "public-key", "alias/demo-rsa"));
        Path publicKey = Files.write(home.resolve("public.pem"), pem.out());
        List<String> verification =
                List.of(
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        publicKey.toString(),
                        "-signature",
                        signature.toString(),
                        file.toString());
        return shell.run(verification).exitCode() == 0;
    }
}
