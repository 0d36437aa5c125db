package org.kmsjca.protection.software.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

class RootOfTrustTest {
    private static final String STORE = "6e5f0c0e-0000-4000-8000-000000000000";

    @TempDir private Path home;

    private final RootKey rootKey = new RootKey(bytes(7));

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[RootKey.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static PassphraseRoot passphrase(String text) {
        return new PassphraseRoot(text::toCharArray);
    }

    private static void refused(KmsErrorCode code, String hint, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        KmsException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(hint);
    }

    @Test
    void keyFileIsMadeForItsOwnerOnlyAndOpensTheRootKey() throws Exception {
        Path file = home.resolve("deep/root.key");
        var root = new KeyFileRoot(file);

        SealedRootKey sealed = root.seal(rootKey, STORE);

        assertThat(Files.size(file)).isEqualTo(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(root.unseal(sealed, STORE).clearCopy()).isEqualTo(bytes(7));
        assertThat(root.permissionProblem()).isNull();
    }

    @Test
    void existingKeyFileIsUsedAndNotTouched() throws Exception {
        Path file = Files.write(home.resolve("my.key"), bytes(9));
        var root = new KeyFileRoot(file);
        assertThat(root.unseal(root.seal(rootKey, STORE), STORE).clearCopy()).isEqualTo(bytes(7));
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(9));
    }

    @Test
    void openKeyFileIsReported() throws Exception {
        Path file = Files.write(home.resolve("open.key"), bytes(9));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(new KeyFileRoot(file).permissionProblem()).contains("open.key");
    }

    @Test
    void wrongMissingOrShortKeyFileIsNamed() throws Exception {
        Path file = home.resolve("root.key");
        var root = new KeyFileRoot(file);
        SealedRootKey sealed = root.seal(rootKey, STORE);

        Files.write(file, bytes(1));
        refused(KmsErrorCode.NO_PERMISSION, "not the one", () -> root.unseal(sealed, STORE));
        Files.write(file, new byte[31]);
        refused(KmsErrorCode.NO_PERMISSION, "root.key", () -> root.unseal(sealed, STORE));
        Files.delete(file);
        refused(KmsErrorCode.NO_PERMISSION, "does not exist", () -> root.unseal(sealed, STORE));
    }

    @Test
    void rightPassphraseOpensTheRootKeyAndNoOtherDoes() {
        SealedRootKey sealed = passphrase("correct horse").seal(rootKey, STORE);

        assertThat(passphrase("correct horse").unseal(sealed, STORE).clearCopy())
                .isEqualTo(bytes(7));
        refused(
                KmsErrorCode.NO_PERMISSION,
                "root.passphrase",
                () -> passphrase("wrong horse").unseal(sealed, STORE));
        refused(KmsErrorCode.NO_PERMISSION, "empty", () -> passphrase("").unseal(sealed, STORE));
    }

    @Test
    void envelopeOfAnotherStoreIsRefused() {
        SealedRootKey sealed = passphrase("correct horse").seal(rootKey, STORE);
        refused(
                KmsErrorCode.NO_PERMISSION,
                "not the one of this store",
                () -> passphrase("correct horse").unseal(sealed, "other"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "argon2id",
                "scrypt,1,1,1,00",
                "argon2id,999999999,3,4,00",
                "argon2id,65536,11,4,00",
                "argon2id,65536,1,4,00",
                "argon2id,1024,3,4,00",
                "argon2id,65536,3,9,00",
                "argon2id,65536,3,0,00",
                "argon2id,65536,3,4,zz",
                "argon2id,x,3,4,00"
            })
    void argon2ParametersAreBounded(String parameters) {
        var sealed = new SealedRootKey(parameters, new byte[60]);
        refused(
                KmsErrorCode.INTERNAL_FAILURE,
                "envelope",
                () -> passphrase("any").unseal(sealed, STORE));
    }

    @Test
    void derivedKeysDifferByPurposeAndContext() {
        byte[] one = rootKey.derive("a", "b");
        assertThat(one).hasSize(32).isEqualTo(rootKey.derive("a", "b"));
        assertThat(one).isNotEqualTo(rootKey.derive("a", "c"));
        assertThat(one).isNotEqualTo(rootKey.derive("b", "b"));
        assertThat(one).isNotEqualTo(bytes(7));
    }
}
