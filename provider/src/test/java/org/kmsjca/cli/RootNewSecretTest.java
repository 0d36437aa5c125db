package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new root key is under new secrets, and a crash on the way shuts nobody out. */
@Tag("once")
class RootNewSecretTest {
    @TempDir private Path directory;
    private Path home;
    private Path key;
    private Path next;
    private Path old;
    private String root;
    private Path passphrase;

    @BeforeEach
    void makeStore() throws IOException {
        home = directory.resolve("home");
        key = home.resolve("root.key");
        next = home.resolve("root.key.next");
        old = home.resolve("root.key.old");
        root = "auto";
        passphrase = Files.writeString(directory.resolve("first.secret"), "correct horse battery");
        kms("key", "create", "--alias", "aes");
    }

    private CliRun run(String... command) throws IOException {
        Path configuration =
                Files.write(
                        directory.resolve("kms.properties"),
                        List.of(
                                "home=" + home,
                                "root=" + root,
                                "tpm.device=/dev/no-such-tpm",
                                "root.passphrase=file:" + passphrase));
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", configuration.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String kms(String... command) throws IOException {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private void refused(String reason, String... command) throws IOException {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.err()).contains(reason);
    }

    private void keyIsThere() throws IOException {
        assertThat(kms("key", "describe", "alias/aes")).contains("Aliyun_AES_256");
    }

    private String newSecret() throws IOException {
        Path file = directory.resolve("second.secret");
        Files.writeString(file, "another horse altogether");
        return "file:" + file;
    }

    @Test
    void keyFileIsAnotherOneAndTheOneBeforeIsKept() throws IOException {
        byte[] before = Files.readAllBytes(key);
        CliRun change = run("root", "change", "--to", "keyfile", "--new-key");
        assertThat(change.exitCode()).as(change.err()).isZero();
        assertThat(change.err()).contains(old.toString());
        byte[] after = Files.readAllBytes(key);
        assertThat(after).hasSize(32).isNotEqualTo(before);
        assertThat(old).hasBinaryContent(before);
        assertThat(next).doesNotExist();
        for (Path file : List.of(key, old)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        keyIsThere();
        kms("root", "change", "--new-key");
        keyIsThere();
        assertThat(home.resolve("root.key.old.2")).hasBinaryContent(after);
        Files.write(key, before);
        refused("is not the one of this store", "key", "list");
    }

    @Test
    void changeThatWasCutAfterItsCommitIsFinishedByWhoeverOpensTheStore() throws IOException {
        byte[] before = Files.readAllBytes(key);
        kms("root", "change", "--new-key");
        byte[] after = Files.readAllBytes(key);
        Files.move(key, next);
        Files.write(key, before);
        Files.delete(old);

        keyIsThere();
        assertThat(key).hasBinaryContent(after);
        assertThat(old).hasBinaryContent(before);
        assertThat(next).doesNotExist();

        Files.move(key, next); // as where there was no key file before
        keyIsThere();
        assertThat(key).hasBinaryContent(after);
    }

    @Test
    void keyFileThatCannotBeRenamedOpensTheStoreUnderItsFirstName() throws IOException {
        Files.move(key, next);
        Files.createDirectory(key); // nothing takes its place
        keyIsThere();
        assertThat(next).exists();
        Files.delete(key);
        keyIsThere();
        assertThat(next).doesNotExist();
    }

    @Test
    void changeThatWasCutBeforeItsCommitLeavesTheKeyFile() throws IOException {
        byte[] before = Files.readAllBytes(key);
        Files.write(next, "of a change that never was committed".getBytes(StandardCharsets.UTF_8));
        keyIsThere();
        assertThat(key).hasBinaryContent(before);
        assertThat(next).exists();
        kms("root", "change", "--new-key");
        assertThat(next).doesNotExist();
        assertThat(key).isRegularFile().content(StandardCharsets.ISO_8859_1).hasSize(32);
        keyIsThere();
    }

    @Test
    void passphraseThatOpensTheStoreIsNoNewOne() throws IOException {
        kms("root", "change", "--to", "passphrase");
        root = "passphrase";
        keyIsThere();
        refused("--new-passphrase", "root", "change", "--to", "passphrase", "--new-key");
        refused("--new-passphrase", "root", "change", "--new-key");
        String same = "file:" + passphrase;
        refused("opens the store", "root", "change", "--new-key", "--new-passphrase", same);
        keyIsThere();

        String second = newSecret();
        assertThat(kms("root", "change", "--new-key", "--new-passphrase", second))
                .contains("root.passphrase=file:PATH");
        refused("not the one of this store", "key", "list");
        passphrase = directory.resolve("second.secret");
        keyIsThere();
    }

    @Test
    void passphraseChangesUnderTheSameRootKey() throws IOException {
        kms("root", "change", "--to", "passphrase");
        root = "passphrase";
        String second = newSecret();
        refused("--to passphrase", "root", "change", "--to", "keyfile", "--new-passphrase", second);
        refused("--new-key", "root", "change", "--new-passphrase", second);
        kms("root", "change", "--to", "passphrase", "--new-passphrase", second);
        refused("not the one of this store", "key", "list");
        passphrase = directory.resolve("second.secret");
        keyIsThere();
    }

    @Test
    void kindsStayAndEachOpensTheNewRootKey() throws IOException {
        kms("root", "enroll", "--to", "passphrase");
        refused("opens the store", "root", "change", "--new-key");
        kms("root", "change", "--new-key", "--new-passphrase", newSecret());
        passphrase = directory.resolve("second.secret");
        for (String kind : List.of("keyfile", "passphrase")) {
            root = kind;
            keyIsThere();
        }
        assertThat(kms("audit", "verify")).contains("intact");
    }
}
