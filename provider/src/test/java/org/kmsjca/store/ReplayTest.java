package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** Rows that the KMS did write, in the wrong number or at the wrong time. */
class ReplayTest {
    @TempDir Path directory;
    Path file;
    Path older;

    private final CmkRecord kept = cmk("kept");
    private final CmkRecord removed = cmk("removed");

    @BeforeEach
    void fill() throws Exception {
        file = directory.resolve("kms.db");
        older = directory.resolve("older.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(kept, removed);
            opened.store()
                    .write(
                            tx -> {
                                tx.append(StoreFixture.auditEntry("1"));
                                return true;
                            });
            sql(file, "VACUUM INTO '" + older + "'");
            opened.store()
                    .write(
                            tx -> {
                                tx.remove(removed.keyId());
                                tx.append(StoreFixture.auditEntry("2"));
                                return true;
                            });
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("changed by something other than the KMS");
    }

    /** Two equal terms cancelled in the XOR of format 1. */
    @Tag("sqlite")
    @ParameterizedTest
    @ValueSource(strings = {"cmk", "root_envelope", "audit"})
    void equalRowsAreRefusedOrWithoutEffect(String table) throws Exception {
        sql(
                file,
                "CREATE TABLE twice AS SELECT * FROM "
                        + table
                        + " UNION ALL SELECT * FROM "
                        + table,
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name"
                        + " = 'twice') WHERE type = 'table' AND name = '"
                        + table
                        + "'",
                "DELETE FROM sqlite_schema WHERE name = 'twice'");
        try (Opened opened = Opened.at(file)) {
            // Found by an index, a row that is there twice is one.
            assertThat(opened.picture().cmks).containsOnlyKeys(kept.keyId());
            assertThat(opened.store().envelopes()).hasSize(1);
            assertThat(opened.store().check()).isNotEmpty();
        } catch (KmsException e) {
            assertThat(e.getMessage())
                    .containsAnyOf("changed by something other than the KMS", "file is damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM tombstone",
                "UPDATE tombstone SET revision = 1",
                "UPDATE tombstone SET id = id || 'x', kind = 'unheard-of'",
                "INSERT INTO tombstone SELECT 'cmk', key_id, '', 99 FROM cmk",
                "INSERT INTO tombstone SELECT 'envelope', envelope_id, '', 1 FROM root_envelope",
            })
    void tombstonesHaveNoEffectOnWhatIsServed(String edit) throws Exception {
        try (Opened running = Opened.at(file)) {
            sql(file, edit);
            try (Opened other = Opened.at(file)) {
                assertThat(other.picture().cmks).containsOnlyKeys(kept.keyId());
                other.put(kept.withDescription("later"));
            }
            try {
                running.store().pull();
                assertThat(running.picture().cmks.get(kept.keyId()).description())
                        .isEqualTo("later");
            } catch (KmsException e) {
                assertThat(e).hasMessageContaining("changed by something other than the KMS");
                assertThat(running.picture().cmks).containsOnlyKeys(kept.keyId());
            }
        }
    }

    @Test
    void tombstoneThatIsMissingDoesNotHideARemovalFromARunningProgram() throws Exception {
        try (Opened running = Opened.at(file);
                Opened other = Opened.at(file)) {
            other.store()
                    .write(
                            tx -> {
                                tx.remove(kept.keyId());
                                return true;
                            });
            sql(file, "DELETE FROM tombstone");
            assertRefused(() -> running.store().pull());
            assertRefused(() -> running.put(cmk()));
        }
    }

    @Test
    void rowsOfAnOlderCopyWithTheNewerAuditAreRefused() throws Exception {
        sql(
                file,
                "ATTACH '" + older + "' AS older",
                "INSERT INTO cmk SELECT * FROM older.cmk WHERE key_id NOT IN (SELECT key_id FROM"
                        + " cmk)",
                "INSERT OR IGNORE INTO key_version SELECT * FROM older.key_version",
                "INSERT OR IGNORE INTO certificate SELECT * FROM older.certificate",
                "INSERT OR IGNORE INTO tag SELECT * FROM older.tag",
                "INSERT OR IGNORE INTO alias SELECT * FROM older.alias",
                "DELETE FROM store_info",
                "INSERT INTO store_info SELECT * FROM older.store_info",
                "DELETE FROM tombstone");
        assertRefused(() -> Opened.at(file).close()).hasMessageContaining("its audit ends");
    }

    @Test
    void strangersEnvelopeIsRefused() throws Exception {
        sql(
                file,
                "INSERT INTO root_envelope (position, envelope_id, revision, mac, kind, parameters,"
                        + " sealed_root_key) VALUES (1, 'stranger', 1, randomblob(32), 'passphrase',"
                        + " '', x'00')");
        assertRefused(() -> Opened.at(file).close()).hasMessageContaining("envelope stranger");
    }

    @Test
    void envelopeThatWasPutBackIsRefused() throws Exception {
        RootEnvelope leaked = new RootEnvelope(StoreFixture.id(), "passphrase", "", bytes("l"));
        Path before = directory.resolve("before.db");
        try (Opened opened = Opened.at(file)) {
            replace(opened, StoreFixture.ENVELOPE, leaked);
            sql(file, "VACUUM INTO '" + before + "'");
            replace(opened, StoreFixture.ENVELOPE);
        }
        sql(
                file,
                "ATTACH '" + before + "' AS older",
                "INSERT INTO root_envelope SELECT * FROM older.root_envelope WHERE kind ="
                        + " 'passphrase'");
        assertRefused(() -> Opened.at(file).close())
                .hasMessageContaining("are not the ones that were written");
    }

    private static void replace(Opened opened, RootEnvelope... envelopes) {
        opened.store()
                .write(
                        tx -> {
                            tx.replaceEnvelopes(java.util.List.of(envelopes));
                            return true;
                        });
    }
}
