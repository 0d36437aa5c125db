package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** Files that are not a store of this version are refused and stay as they are. */
@Tag("sqlite")
class ForeignFileTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("kms.db");
    }

    @Test
    void emptyFileBecomesAStore() throws Exception {
        Files.createFile(file);
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk());
            assertThat(Sql.SCHEMA_VERSION).isEqualTo(2);
        }
    }

    @Test
    void textIsRefused() throws Exception {
        Files.writeString(file, "not a database ".repeat(1000));
        assertRefusedUntouched().hasMessageContaining("not a database");
    }

    @Test
    void fewBytesAreRefused() throws Exception {
        Files.write(file, new byte[] {1, 2, 3});
        assertRefusedUntouched();
    }

    @Test
    void zeroesAreRefused() throws Exception {
        Files.write(file, new byte[8192]);
        assertRefusedUntouched();
    }

    @Test
    void databaseOfAnotherApplicationIsRefused() throws Exception {
        sql(file, "CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)");
        assertRefusedUntouched().hasMessageContaining("another application's");
    }

    @Test
    void markedDatabaseWithoutTablesIsRefused() throws Exception {
        sql(file, "PRAGMA application_id = 7", "VACUUM");
        assertRefusedUntouched().hasMessageContaining("another application's");
    }

    @Test
    void newerSchemaIsRefused() throws Exception {
        Opened.at(file).close();
        sql(file, "PRAGMA user_version = 3");
        assertRefusedUntouched()
                .hasMessageContaining("has schema 3, this version reads up to 2")
                .hasMessageContaining("newer version");
    }

    @Test
    void truncatedStoreIsRefused() throws Exception {
        byte[] whole = store();
        for (int length : new int[] {50, 99, 1000, 4096, whole.length / 2, whole.length - 4096}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefusedUntouched();
        }
    }

    @Test
    void corruptStoreIsRefused() throws Exception {
        byte[] corrupt = store();
        Arrays.fill(corrupt, 4096, corrupt.length, (byte) 0x5a);
        Files.write(file, corrupt);
        assertRefusedUntouched();
    }

    @Test
    void directoryInItsPlaceIsRefused() throws Exception {
        Files.createDirectory(file);
        assertThatThrownBy(() -> StoreFixture.open(file))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no regular file");
    }

    @Test
    void directoryThatCannotBeMadeIsRefused() throws Exception {
        Files.writeString(file, "in the way");
        assertThatThrownBy(() -> StoreFixture.open(file.resolve("below/kms.db")))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("below");
    }

    @Test
    void failedBootstrapLeavesAFileThatIsStillNew() {
        IllegalStateException reason = new IllegalStateException("no TPM");
        assertThatThrownBy(
                        () ->
                                StoreOpening.open(
                                        file,
                                        storeId -> {
                                            throw reason;
                                        }))
                .isSameAs(reason);
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk());
        }
    }

    @Test
    void bootstrapIsCalledOnceWithTheIdOfTheStore() {
        String[] created = {""};
        StoreOpening.Bootstrap bootstrap =
                storeId -> {
                    created[0] += storeId;
                    return new StoreOpening.NewRoot(
                            StoreFixture.ENVELOPE, StoreFixture.AUTHENTICATOR);
                };
        for (int i = 0; i < 2; i++) {
            try (MetadataStore store = StoreOpening.open(file, bootstrap)) {
                assertThat(store.storeId())
                        .isEqualTo(created[0])
                        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}");
                assertThat(store.location()).isEqualTo(file.toString());
            }
        }
    }

    /** The bytes of a store with some content, all in the one file. */
    private byte[] store() throws Exception {
        try (Opened opened = Opened.at(file)) {
            for (int i = 0; i < 20; i++) {
                opened.put(cmk("alias-" + i));
            }
            opened.store()
                    .write(
                            tx -> {
                                tx.put(StoreFixture.certificate("ca"));
                                return true;
                            });
        }
        assertThat(directory.resolve("kms.db-wal")).doesNotExist();
        return Files.readAllBytes(file);
    }

    private AbstractThrowableAssert<?, ?> assertRefusedUntouched() throws Exception {
        byte[] before = Files.readAllBytes(file);
        AbstractThrowableAssert<?, ?> refused =
                assertThatThrownBy(() -> Opened.at(file).close())
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                        .hasMessageContaining(file.toString());
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        return refused;
    }
}
