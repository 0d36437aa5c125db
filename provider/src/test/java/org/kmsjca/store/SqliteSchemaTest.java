package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** A store's schema is the one that the KMS made, or the store is not opened. */
@Tag("sqlite")
class SqliteSchemaTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void fill() {
        file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk());
        }
    }

    private static void assertRefused(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("changed by something other than the KMS")
                .hasMessageContaining("its schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END",
                "CREATE VIEW v AS SELECT * FROM cmk",
                "CREATE TABLE more (x)",
                "CREATE INDEX i ON cmk (creator)",
                "DROP INDEX cmk_revision",
                "ALTER TABLE cmk ADD COLUMN more TEXT",
                "ALTER TABLE tag RENAME COLUMN tag_value TO value",
                "PRAGMA user_version = 1",
            })
    void schemaThatIsNotAsTheKmsMadeItIsRefused(String edit) throws Exception {
        sql(file, edit);
        assertRefused(() -> Opened.at(file).close());
    }

    @Test
    void constraintThatWasTakenAwayIsRefused() throws Exception {
        sql(
                file,
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'cmk'");
        assertRefused(() -> Opened.at(file).close());
    }
}
