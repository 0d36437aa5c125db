package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsProvider;

/** {@code kms root change --new-key}: another root key, everything in the store under it. */
@Tag("once")
class RootNewKeyTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.US_ASCII);

    @TempDir private Path directory;
    private Path home;
    private Path passphrase;

    @BeforeEach
    void makeStore() throws IOException {
        home = directory.resolve("home");
        passphrase = Files.writeString(directory.resolve("secret"), "correct horse battery");
        kms("keyfile", "key", "create", "--spec", "Aliyun_AES_256", "--alias", "aes");
        kms("keyfile", "key", "create", "--spec", "EC_P256", "--alias", "ec");
        kms("keyfile", "key", "create", "--spec", "HMAC_SHA_256", "--alias", "mac");
    }

    private Path configuration(String root) {
        try {
            return Files.write(
                    directory.resolve(root + ".properties"),
                    List.of("home=" + home, "root=" + root, "root.passphrase=file:" + passphrase));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CliRun run(String root, String... command) {
        return CliRun.of(
                Stream.concat(
                                Stream.of(command),
                                Stream.of("--config", configuration(root).toString()))
                        .toArray(String[]::new));
    }

    private String kms(String root, String... command) {
        CliRun run = run(root, command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private KmsProvider provider(String root) {
        return (KmsProvider) new KmsProvider().configure(configuration(root).toString());
    }

    private static byte[] crypt(KmsProvider provider, int mode, byte[] data) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        Cipher cipher = Cipher.getInstance("CMK", provider);
        cipher.init(mode, keys.getKey("aes", null));
        return cipher.doFinal(data);
    }

    @Test
    void keysWorkOnAndTheOldKeyOpensNothing() throws Exception {
        KmsProvider before = provider("keyfile");
        byte[] blob = crypt(before, Cipher.ENCRYPT_MODE, MESSAGE);
        kms(
                "keyfile",
                "root",
                "backup",
                directory.resolve("old.backup").toString(),
                "--passphrase",
                "file:" + passphrase);
        Path rootKey = home.resolve("root.key");

        assertThat(kms("keyfile", "root", "change", "--to", "passphrase", "--new-key"))
                .contains("another root key");

        KmsProvider after = provider("passphrase");
        assertThat(crypt(after, Cipher.DECRYPT_MODE, blob)).isEqualTo(MESSAGE);
        KeyStore keys = KeyStore.getInstance("KMS", after);
        keys.load(null, null);
        Signature signature = Signature.getInstance("SHA256withECDSA", after);
        signature.initSign((PrivateKey) keys.getKey("ec", null));
        signature.update(MESSAGE);
        assertThat(signature.sign()).isNotEmpty();
        assertThat(kms("passphrase", "key", "list")).contains("aes").contains("ec").contains("mac");
        assertThat(kms("passphrase", "audit", "verify")).contains("intact");
        assertThat(kms("passphrase", "audit", "list")).contains("ChangeRootKey");
        assertThat(kms("passphrase", "doctor")).contains("every row is authentic");

        assertThat(rootKey).exists();
        assertThat(run("keyfile", "key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        CliRun restored =
                run(
                        "keyfile",
                        "root",
                        "restore",
                        directory.resolve("old.backup").toString(),
                        "--passphrase",
                        "file:" + passphrase);
        assertThat(restored.exitCode()).as(restored.out()).isEqualTo(ExitCodes.REFUSED);
        assertThat(kms("passphrase", "key", "list")).contains("Enabled");
    }

    @Test
    void programThatHasTheStoreOpenIsToldToOpenItAgain() throws Exception {
        KmsProvider open = provider("keyfile");
        crypt(open, Cipher.ENCRYPT_MODE, MESSAGE);
        kms("keyfile", "root", "change", "--to", "passphrase", "--new-key");
        assertThatThrownBy(() -> crypt(open, Cipher.ENCRYPT_MODE, MESSAGE))
                .hasStackTraceContaining("start this program again");
    }

    @Test
    void tamperedStoreIsNotGivenNewMacs() throws Exception {
        Path database = home.resolve("kms.db");
        try (var connection =
                        new org.sqlite.JDBC()
                                .connect("jdbc:sqlite:" + database, new java.util.Properties());
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE audit SET caller = 'somebody' WHERE sequence = 1");
        }
        CliRun run = run("keyfile", "root", "change", "--to", "passphrase", "--new-key");
        assertThat(run.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.err()).contains("audit is not intact");
        assertThat(kms("keyfile", "key", "list")).contains("Enabled");
    }
}
