package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Stores;

/** A store or root of trust that cannot be used is named, and left as it is. */
@Tag("once")
class StoreFailuresTest extends FreshKms {
    @BeforeEach
    void fillAndClose() {
        kms().create("x", KeySpec.ALIYUN_AES_256);
        kms().close();
    }

    private Path database() {
        return directory().resolve("home/kms.db");
    }

    private Path keyFile() {
        return directory().resolve("home/root.key");
    }

    /** Every way of opening fails, names the file, and leaves the bytes of the database. */
    private KmsException assertNotOpened(Path named) throws IOException {
        byte[] before = Stores.bytes(database());
        Throwable failure =
                catchThrowable(
                        () -> {
                            try (Kms kms = Kms.open(kms().configuration())) {
                                kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
                            }
                        });
        assertThat(failure).isInstanceOf(KmsException.class).hasMessageContaining(named.toString());
        try (var reopened = KmsUnderTest.of(kms().configuration())) {
            KeyStore store = KeyStore.getInstance("KMS", reopened.provider());
            assertThatThrownBy(() -> store.load(null, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(named.toString());
            assertThat(reopened.kms().diagnose().isHealthy()).isFalse();
        } catch (KeyStoreException e) {
            throw new AssertionError(e);
        }
        assertThat(Stores.bytes(database())).isEqualTo(before);
        return (KmsException) failure;
    }

    private void assertOpens() {
        try (Kms kms = Kms.open(kms().configuration())) {
            assertThat(kms.describeKey("alias/x").keySpec()).isEqualTo(KeySpec.ALIYUN_AES_256);
        }
    }

    @Test
    void missingKeyFileIsNotMadeAnew() throws IOException {
        byte[] key = Files.readAllBytes(keyFile());
        Files.delete(keyFile());
        KmsException failure = assertNotOpened(keyFile());
        assertThat(failure.code()).isEqualTo(KmsErrorCode.NO_PERMISSION);
        assertThat(keyFile()).doesNotExist();
        Files.write(keyFile(), key);
        assertOpens();
    }

    @Test
    void shortKeyFileIsRefused() throws IOException {
        Files.write(keyFile(), new byte[31]);
        assertThat(assertNotOpened(keyFile())).hasMessageContaining("fewer than 32");
        assertThat(Files.size(keyFile())).isEqualTo(31);
    }

    @Test
    void keyFileOfAnotherStoreIsRefused() throws IOException {
        byte[] key = Files.readAllBytes(keyFile());
        key[0] ^= 1;
        Files.write(keyFile(), key);
        assertThat(assertNotOpened(keyFile())).hasMessageContaining("not the one of this store");
    }

    @Test
    void unreadableKeyFileIsRefused() throws IOException {
        Files.delete(keyFile());
        Files.createDirectory(keyFile()); // a directory, as root may read every file
        assertNotOpened(keyFile());
    }

    @Test
    void fileThatIsNoDatabaseIsLeftAlone() throws IOException {
        Stores.assumeFile();
        Files.write(database(), SymmetricCase.bytes(5000, 1));
        deleteLog();
        assertThat(assertNotOpened(database())).hasMessageContaining("not a database");
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 4096, 10_000})
    void truncatedDatabaseIsLeftAlone(int length) throws IOException {
        Stores.assumeFile();
        byte[] whole = Files.readAllBytes(database());
        assertThat(whole.length).isGreaterThan(length);
        Files.write(database(), Arrays.copyOf(whole, length));
        deleteLog();
        assertNotOpened(database());
    }

    private void deleteLog() throws IOException {
        for (String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(Path.of(database() + suffix));
        }
    }

    @Test
    void storeOfANewerSchemaIsLeftAlone() throws Exception {
        Stores.assumeFile();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 999");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        assertThat(assertNotOpened(database())).hasMessageContaining("newer version");
    }

    @Test
    void changedRowIsNotUsed() throws Exception {
        Stores.assumeFile();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var statement = connection.createStatement()) {
            String table;
            try (var tables =
                    statement.executeQuery(
                            "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c"
                                    + " WHERE m.type = 'table' AND c.name = 'key_id'"
                                    + " ORDER BY m.name")) {
                assertThat(tables.next()).isTrue();
                table = tables.getString(1);
            }
            statement.execute(
                    "UPDATE " + table + " SET key_id = '00000000-0000-0000-0000-000000000000'");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        assertThat(assertNotOpened(database())).hasMessageContaining("changed");
    }
}
