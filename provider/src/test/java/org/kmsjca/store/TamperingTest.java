package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;

/** What something other than the KMS did to the file is refused. */
class TamperingTest {
    private static final String OTHER =
            "(SELECT key_id FROM cmk WHERE description <> 'victim' LIMIT 1)";
    private static final String VICTIM = "(SELECT key_id FROM cmk WHERE description = 'victim')";

    private static final PendingTokenOperation TASK =
            new PendingTokenOperation(
                    StoreFixture.id(),
                    StoreFixture.id(),
                    ProtectionLevel.HSM,
                    "place",
                    PendingTokenOperation.Kind.CREATE,
                    "owner");

    @TempDir Path directory;
    Path file;

    private final CmkRecord victim = cmk("a", "b").withDescription("victim");
    private final CmkRecord bystander = cmk("c");
    private final CmkRecord removed = cmk();

    @BeforeEach
    void fill() {
        file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(removed);
            opened.put(victim.withDescription("victim, earlier"));
            opened.put(bystander);
            opened.put(victim);
            opened.store()
                    .write(
                            tx -> {
                                tx.put(certificate("ca"));
                                tx.put(certificate("ca2"));
                                tx.remove(removed.keyId());
                                tx.putMaterial(
                                        victim.keyId(), victim.primaryVersionId(), bytes("m"));
                                tx.put(TASK);
                                tx.append(StoreFixture.auditEntry("one"));
                                tx.append(StoreFixture.auditEntry("two"));
                                return true;
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE cmk SET creator = 'OSS'",
                "UPDATE cmk SET creation_date = creation_date + 1",
                "UPDATE cmk SET creation_date = 9223372036854775807",
                "UPDATE cmk SET description = 'x'",
                "UPDATE cmk SET key_state = 'Disabled'",
                "UPDATE cmk SET key_state = 'Unheard-of'",
                "UPDATE cmk SET key_usage = 'ENCRYPT/DECRYPT'",
                "UPDATE cmk SET key_spec = 'EC_P384'",
                "UPDATE cmk SET key_spec = ''",
                "UPDATE cmk SET origin = 'EXTERNAL'",
                "UPDATE cmk SET protection_level = 'HSM'",
                "UPDATE cmk SET primary_version_id = 'x'",
                "UPDATE cmk SET deletion_protection = ''",
                "UPDATE cmk SET delete_date = 0",
                "UPDATE cmk SET material_expire_time = 0",
                "UPDATE cmk SET rotation_interval_seconds = 1",
                "UPDATE cmk SET key_id = 'x' WHERE description = 'victim'",
                "UPDATE key_version SET version_id = 'x'",
                "UPDATE key_version SET creation_date = 0",
                "UPDATE key_version SET creation_date = 9223372036854775807",
                "UPDATE key_version SET public_key = x'00'",
                "UPDATE key_version SET public_key = NULL",
                "UPDATE key_version SET key_id = 'x' WHERE key_id = " + VICTIM,
                "DELETE FROM key_version",
                "INSERT INTO key_version SELECT key_id, 9, 'x', 0, NULL FROM cmk",
                "UPDATE tag SET tag_value = 'x'",
                "UPDATE tag SET tag_key = tag_key || 'x'",
                "DELETE FROM tag",
                "INSERT INTO tag SELECT key_id, 'x', 'y' FROM cmk",
                "UPDATE certificate SET der = x'00'",
                "UPDATE certificate SET position = -position",
                "UPDATE certificate SET key_id = 'x' WHERE key_id = " + VICTIM,
                "DELETE FROM certificate WHERE position = 1",
                "UPDATE alias SET name = name || 'x' WHERE key_id IS NOT NULL",
                "UPDATE alias SET key_id = NULL",
                "UPDATE alias SET key_id = " + OTHER + " WHERE name = 'a'",
                "DELETE FROM alias WHERE name = 'a'",
                "DELETE FROM alias WHERE name = 'ca'",
                "INSERT INTO alias SELECT 'new', key_id FROM cmk LIMIT 1",
                "UPDATE trusted_certificate SET der = x'00'",
                "UPDATE trusted_certificate SET creation_date = 0",
                "UPDATE trusted_certificate SET creation_date = 9223372036854775807",
                "UPDATE trusted_certificate SET alias = 'x' WHERE alias = 'ca'",
                "DELETE FROM trusted_certificate",
                "DELETE FROM cmk",
                "DELETE FROM cmk WHERE description = 'victim'",
                "DELETE FROM cmk WHERE description <> 'victim'",
                "UPDATE cmk SET revision = revision + 1",
                "UPDATE cmk SET revision = 99 WHERE description = 'victim'",
                "UPDATE cmk SET revision = -1 WHERE description = 'victim'",
                "UPDATE cmk SET mac = x'00'",
                "UPDATE cmk SET mac = x''",
                "UPDATE cmk SET raw_ciphers = 0",
                "UPDATE trusted_certificate SET revision = revision + 1",
                "UPDATE trusted_certificate SET mac = zeroblob(32)",
                "DELETE FROM key_material",
                "UPDATE key_material SET mac = zeroblob(32)",
                "UPDATE key_material SET version_id = 'x'",
                "INSERT INTO key_material SELECT key_id, 'x', revision, mac, protected"
                        + " FROM key_material",
                "DELETE FROM material_task",
                "UPDATE material_task SET owner = 'x'",
                "UPDATE material_task SET kind = 'DESTROY'",
                "UPDATE material_task SET place = 'x'",
                "INSERT INTO material_task SELECT 'x', revision, mac, key_id, protection_level,"
                        + " place, kind, owner FROM material_task",
                "DELETE FROM root_envelope",
                "UPDATE root_envelope SET kind = 'tpm'",
                "UPDATE root_envelope SET position = 7",
                "UPDATE root_envelope SET sealed_root_key = x'00'",
                "INSERT INTO root_envelope SELECT 7, 'x', revision, mac, kind, parameters,"
                        + " sealed_root_key FROM root_envelope",
                "UPDATE store_info SET row_count = row_count + 1",
                "UPDATE store_info SET root_backup = 1",
                "UPDATE store_info SET last_time = 1",
                "UPDATE store_info SET tpm_counter = 1",
                "UPDATE store_info SET audit_sequence = 1",
                "DELETE FROM audit",
                "DELETE FROM audit WHERE sequence = 2",
                "UPDATE audit SET mac = zeroblob(32)",
                "INSERT INTO audit SELECT 3, time, caller, call, key_id, alias, outcome, os_user,"
                        + " host, process_id, caller_name, mac FROM audit WHERE sequence = 2",
                "UPDATE store_info SET revision = revision + 1",
                "UPDATE store_info SET revision = 0",
                "UPDATE store_info SET mac = zeroblob(32)",
                "UPDATE store_info SET store_id = 'x'",
                "DELETE FROM store_info",
            })
    void editIsRefused(String edit) throws Exception {
        sql(file, edit);
        assertRefused(() -> Opened.at(file).close());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE key_material SET protected = x'00'",
                "UPDATE key_material SET protected = CAST(protected AS BLOB)",
                "UPDATE key_material SET revision = 1",
                "UPDATE key_material SET mac = zeroblob(32)",
                "DELETE FROM key_material",
            })
    void materialIsHeldAgainstTheSetWhenItIsUsed(String edit) throws Exception {
        try (Opened opened = Opened.at(file)) {
            byte[] before = opened.store().material(victim.keyId(), victim.primaryVersionId());
            sql(file, edit);
            try {
                assertThat(opened.store().material(victim.keyId(), victim.primaryVersionId()))
                        .isEqualTo(before)
                        .isEqualTo(bytes("m"));
                assertThat(edit).contains("CAST"); // the one that changes nothing
            } catch (KmsException e) {
                assertThat(e).hasMessageContaining("changed by something other than the KMS");
                assertThat(opened.store().check()).isNotEmpty();
            }
        }
    }

    @Test
    void materialThatWasReplayedIsRefused() throws Exception {
        Path old = directory.resolve("old.db");
        sql(file, "VACUUM INTO '" + old + "'");
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.putMaterial(
                                        victim.keyId(), victim.primaryVersionId(), bytes("n"));
                                return true;
                            });
            sql(
                    file,
                    "ATTACH '" + old + "' AS old",
                    "INSERT OR REPLACE INTO key_material SELECT * FROM old.key_material");
            assertRefused(() -> opened.store().material(victim.keyId(), victim.primaryVersionId()));
        }
        assertRefused(() -> Opened.at(file).close());
    }

    @Test
    void taskAndEnvelopeThatWereReplayedAreRefused() throws Exception {
        Path old = directory.resolve("old.db");
        sql(file, "VACUUM INTO '" + old + "'");
        RootEnvelope other = new RootEnvelope(StoreFixture.id(), "passphrase", "", bytes("2"));
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.finish(TASK);
                                tx.replaceEnvelopes(List.of(other));
                                return true;
                            });
            assertThat(opened.store().materialTasks()).isEmpty();
            sql(
                    file,
                    "ATTACH '" + old + "' AS old",
                    "INSERT INTO material_task SELECT * FROM old.material_task",
                    "UPDATE root_envelope SET position = 1",
                    "INSERT INTO root_envelope SELECT * FROM old.root_envelope");
            assertRefused(() -> opened.store().materialTasks());
            assertRefused(() -> opened.store().envelopes());
            assertThat(opened.store().check()).isNotEmpty();
        }
        sql(file, "DELETE FROM material_task");
        assertRefused(() -> Opened.at(file).close());
    }

    @Test
    void recordsExchangedAreRefused() throws Exception {
        String x = "'" + victim.keyId() + "'";
        String y = "'" + bystander.keyId() + "'";
        List<String> statements = new ArrayList<>();
        for (String table : List.of("cmk", "key_version", "certificate", "alias")) {
            statements.add("UPDATE " + table + " SET key_id = 'tmp' WHERE key_id = " + x);
            statements.add("UPDATE " + table + " SET key_id = " + x + " WHERE key_id = " + y);
            statements.add("UPDATE " + table + " SET key_id = " + y + " WHERE key_id = 'tmp'");
        }
        sql(file, statements.toArray(new String[0]));
        assertRefused(() -> Opened.at(file).close()).hasMessageContaining("does not match its MAC");
    }

    @Test
    void recordPutBackToAnOlderCopyIsRefused() throws Exception {
        Path old = directory.resolve("old.db");
        sql(file, "VACUUM INTO '" + old + "'");
        try (Opened opened = Opened.at(file)) {
            opened.put(victim.withDescription("later"));
        }
        sql(
                file,
                "ATTACH '" + old + "' AS old",
                "INSERT OR REPLACE INTO cmk SELECT * FROM old.cmk WHERE description = 'victim'");
        assertRefused(() -> Opened.at(file).close())
                .hasMessageContaining("are not the ones that were written");
    }

    @Test
    void recordBroughtBackFromItsRemovalIsRefused() throws Exception {
        Path old = directory.resolve("old.db");
        sql(file, "VACUUM INTO '" + old + "'");
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.remove(bystander.keyId());
                                return true;
                            });
        }
        sql(
                file,
                "ATTACH '" + old + "' AS old",
                "INSERT INTO cmk SELECT * FROM old.cmk WHERE key_id NOT IN (SELECT key_id FROM"
                        + " cmk)",
                "INSERT OR REPLACE INTO key_version SELECT * FROM old.key_version",
                "INSERT OR REPLACE INTO certificate SELECT * FROM old.certificate",
                "INSERT OR REPLACE INTO tag SELECT * FROM old.tag",
                "INSERT OR REPLACE INTO alias SELECT * FROM old.alias");
        assertRefused(() -> Opened.at(file).close())
                .hasMessageContaining("are not the ones that were written");
    }

    @Test
    void recordOfAnotherStoreIsRefused() throws Exception {
        Path foreign = directory.resolve("foreign.db");
        try (Opened other = Opened.at(foreign)) {
            other.put(cmk());
        }
        sql(
                file,
                "ATTACH '" + foreign + "' AS f",
                "INSERT INTO cmk SELECT * FROM f.cmk",
                "INSERT INTO key_version SELECT * FROM f.key_version",
                "INSERT INTO certificate SELECT * FROM f.certificate",
                "INSERT INTO tag SELECT * FROM f.tag");
        assertRefused(() -> Opened.at(file).close()).hasMessageContaining("does not match its MAC");
    }

    @Test
    void wrongAuthenticatorIsRefusedAndTheRightOneStillWorks() {
        try (MetadataStore store = StoreFixture.open(file)) {
            List<StoreChange> heard = new ArrayList<>();
            assertRefused(() -> store.unlock(StoreFixture.authenticator("another"), heard::addAll));
            assertThat(heard).isEmpty();
            store.unlock(StoreFixture.AUTHENTICATOR, heard::addAll);
            assertThat(heard).hasSize(4);
        }
    }

    @Test
    void emptyStoreWithWrongAuthenticatorIsRefused() {
        Path empty = directory.resolve("empty.db");
        Opened.at(empty).close();
        try (MetadataStore store = StoreFixture.open(empty)) {
            assertRefused(() -> store.unlock(StoreFixture.authenticator("another"), c -> {}));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE cmk SET key_state = 'Disabled' WHERE description = 'later'",
                "DELETE FROM cmk WHERE description = 'later'",
                "UPDATE cmk SET revision = 1 WHERE description = 'later'",
                "UPDATE store_info SET revision = revision - 1",
                "UPDATE store_info SET revision = 1",
                "UPDATE store_info SET mac = zeroblob(32)",
            })
    void pullRefusesAndDeliversNothing(String edit) throws Exception {
        try (Opened writer = Opened.at(file);
                Opened reader = Opened.at(file)) {
            writer.put(victim.withDescription("later"));
            sql(file, edit);
            assertRefused(() -> reader.store().pull());
            assertRefused(() -> reader.put(cmk()));
            assertThat(reader.picture().deliveries).hasSize(1);
            assertThat(reader.store().hasChanges()).isTrue();
            assertThat(reader.store().check()).isNotEmpty();
        }
    }

    @Test
    void wholeStorePutBackUnderAnOpenOneIsRefused() throws Exception {
        Path old = directory.resolve("old.db");
        sql(file, "VACUUM INTO '" + old + "'");
        try (Opened opened = Opened.at(file)) {
            opened.put(victim.withDescription("later"));
            sql(
                    file,
                    "ATTACH '" + old + "' AS old",
                    "INSERT OR REPLACE INTO cmk SELECT * FROM old.cmk",
                    "INSERT OR REPLACE INTO store_info SELECT * FROM old.store_info");
            assertRefused(() -> opened.store().pull()).hasMessageContaining("it has been at");
        }
    }

    @Test
    void checkTellsEveryProblem() throws Exception {
        try (Opened opened = Opened.at(file)) {
            sql(
                    file,
                    "UPDATE cmk SET key_state = 'Disabled'",
                    "INSERT INTO alias VALUES ('stray', NULL)");
            assertThat(opened.store().check())
                    .hasSize(4)
                    .anyMatch(problem -> problem.contains("are not the ones that were written"))
                    .anyMatch(problem -> problem.contains(victim.keyId()))
                    .anyMatch(problem -> problem.contains(bystander.keyId()))
                    .anyMatch(problem -> problem.contains("alias stray"));
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable action) {
        return assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                .hasMessageContaining(StoreFixture.nameIn(directory))
                .hasMessageContaining("changed by something other than the KMS")
                .hasMessageContaining("restore a backup");
    }
}
