package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that commands write are new ones: nothing is overwritten, no link is followed. */
class OutputFilesTest {
    @TempDir private Path directory;
    private String config;
    private String key;

    @BeforeEach
    void createKey() throws IOException {
        config =
                Files.writeString(
                                directory.resolve("kms.properties"),
                                "home=" + directory.resolve("home") + "\nroot=keyfile\n")
                        .toString();
        String made =
                run("key", "create", "--spec", "Aliyun_AES_256", "--origin", "EXTERNAL", "--json")
                        .out();
        key =
                JsonParser.parseString(made)
                        .getAsJsonObject()
                        .getAsJsonObject("KeyMetadata")
                        .get("KeyId")
                        .getAsString();
    }

    private CliRun run(String... command) {
        String[] all = new String[command.length + 2];
        System.arraycopy(command, 0, all, 0, command.length);
        all[command.length] = "--config";
        all[command.length + 1] = config;
        return CliRun.of(all);
    }

    private CliRun importParameters(Path publicKey, Path token) {
        return run(
                "key",
                "import-parameters",
                key,
                "--public-key",
                publicKey.toString(),
                "--token",
                token.toString());
    }

    @Test
    void importParametersWritesNewFilesTheTokenForItsOwnerOnly() throws IOException {
        Path pem = directory.resolve("wrap.pem");
        Path token = directory.resolve("import.token");
        CliRun run = importParameters(pem, token);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(pem).content().startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(Files.getPosixFilePermissions(token)).hasSize(2);
    }

    @Test
    void fileThatIsThereIsKeptAndNothingIsHalfMade() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "mine");
        Path free = directory.resolve("free");
        for (CliRun run :
                new CliRun[] {
                    importParameters(there, free),
                    importParameters(free, there),
                    run("root", "backup", there.toString(), "--passphrase", "file:" + there)
                }) {
            assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
            assertThat(run.err()).contains("exists already");
            assertThat(there).hasContent("mine");
            assertThat(free).doesNotExist();
        }
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        Path target = directory.resolve("target");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        for (CliRun run :
                new CliRun[] {
                    importParameters(link, directory.resolve("token")),
                    importParameters(directory.resolve("pem"), link),
                    run("root", "backup", link.toString(), "--passphrase", "file:" + config)
                }) {
            assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
            assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS)).isFalse();
            assertThat(link).isSymbolicLink();
        }
    }
}
