package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** Names of entries that are no aliases are held by the MACs as aliases are. */
class EntryNameTamperingTest {
    private static final String NAME = "caf\u00E9 1";
    private static final String OTHER = "www.example.com";
    private static final String CERTIFICATE = "ca, root";

    @TempDir Path directory;
    Path file;

    private final CmkRecord one = cmk(NAME, "plain");
    private final CmkRecord two = cmk(OTHER);

    @BeforeEach
    void fill() {
        file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(one, two);
            opened.store()
                    .write(
                            tx -> {
                                tx.put(certificate(CERTIFICATE));
                                return true;
                            });
        }
    }

    @Test
    void namesComeBackAsTheyWereWritten() {
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks.values())
                    .extracting(CmkRecord::aliases)
                    .containsExactlyInAnyOrder(one.aliases(), two.aliases());
            assertThat(opened.picture().certificates).containsOnlyKeys(CERTIFICATE);
            assertThat(opened.store().check()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // another normal form, another case, a legal alias, something invisible, a control
                "UPDATE alias SET name = 'cafe\u0301 1' WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = 'Caf\u00E9 1' WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = 'cafe' WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = name || char(8203) WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = name || char(27) WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = CAST(name AS BLOB) WHERE name = '" + NAME + "'",
                "UPDATE alias SET key_id = (SELECT key_id FROM alias WHERE name = '"
                        + OTHER
                        + "') WHERE name = '"
                        + NAME
                        + "'",
                "UPDATE alias SET name = CASE name WHEN '"
                        + NAME
                        + "' THEN 'x' ELSE '"
                        + NAME
                        + "' END WHERE name IN ('"
                        + NAME
                        + "', '"
                        + OTHER
                        + "')",
                "DELETE FROM alias WHERE name = '" + NAME + "'",
                "UPDATE alias SET key_id = NULL WHERE name = '" + NAME + "'",
                "INSERT INTO alias SELECT 'key 2', key_id FROM cmk LIMIT 1",
                "INSERT INTO alias VALUES ('key 2', NULL)",
                "UPDATE trusted_certificate SET alias = 'ca,  root'",
                "UPDATE trusted_certificate SET alias = '" + NAME + "'",
                "DELETE FROM trusted_certificate",
            })
    void editIsRefused(String edit) {
        try {
            sql(file, edit);
        } catch (java.sql.SQLException e) {
            assertThat(edit).contains("BLOB"); // a STRICT table has no BLOB in a TEXT column
            return;
        }
        assertThatThrownBy(() -> Opened.at(file).close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("changed by something other than the KMS");
    }

    @Test
    void namesExchangedAreRefused() throws Exception {
        sql(
                file,
                "UPDATE alias SET name = 'tmp' WHERE name = '" + NAME + "'",
                "UPDATE alias SET name = '" + NAME + "' WHERE name = '" + OTHER + "'",
                "UPDATE alias SET name = '" + OTHER + "' WHERE name = 'tmp'");
        assertThatThrownBy(() -> Opened.at(file).close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("does not match its MAC");
    }
}
