package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.NOW;
import static org.kmsjca.store.StoreFixture.auditEntry;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.cmk;
import static org.kmsjca.store.StoreFixture.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.AuditRecord;
import org.kmsjca.AuditVerification;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** The audit's chain: what breaks it is found, and where. */
class AuditTest {
    private static final int RECORDS = 9;

    @TempDir Path directory;
    Path file;

    @BeforeEach
    void fill() {
        file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            for (int i = 1; i <= RECORDS; i++) {
                append(opened, auditEntry("key " + i));
            }
        }
    }

    private static void append(Opened opened, AuditEntry entry) {
        opened.store()
                .write(
                        tx -> {
                            tx.append(entry);
                            return true;
                        });
    }

    private AuditVerification verify() {
        try (Opened opened = Opened.at(file)) {
            return opened.store().verifyAudit();
        }
    }

    /** Damage to the end of the audit closes a store, so this one is open before. */
    private AuditVerification verifyAfter(String... damage) throws Exception {
        try (Opened opened = Opened.at(file)) {
            sql(file, damage);
            return opened.store().verifyAudit();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM audit WHERE sequence = 9",
                "DELETE FROM audit",
                "UPDATE audit SET mac = zeroblob(32) WHERE sequence = 9",
                "UPDATE audit SET sequence = 11 WHERE sequence = 9",
            })
    void auditThatDoesNotEndWhereTheStoreSaysClosesTheStore(String damage) throws Exception {
        sql(file, damage);
        assertThatThrownBy(() -> Opened.at(file).close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("its audit ends with record");
    }

    @Test
    void recordsAreListedInTheirOrderWithAllTheyHold() {
        try (Opened opened = Opened.at(file)) {
            append(
                    opened,
                    new AuditEntry(
                            NOW.plusMillis(7),
                            "kms",
                            "DestroyKey",
                            null,
                            null,
                            "x",
                            StoreFixture.ACTOR));

            assertThat(opened.store().audit(0, 100))
                    .extracting(AuditRecord::sequence)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
            assertThat(opened.store().audit(3, 2))
                    .extracting(AuditRecord::keyId)
                    .containsExactly(Optional.of("key 4"), Optional.of("key 5"));
            AuditRecord last = opened.store().audit(9, 1).get(0);
            assertThat(last.time()).isEqualTo(NOW.plusMillis(7));
            assertThat(last.caller()).isEqualTo("kms");
            assertThat(last.call()).isEqualTo("DestroyKey");
            assertThat(last.keyId()).isEmpty();
            assertThat(last.alias()).isEmpty();
            assertThat(last.outcome()).isEqualTo("x");
            assertThat(last.actor()).contains(StoreFixture.ACTOR);
            assertThat(opened.store().verifyAudit().lastMac()).contains(last.mac());
        }
    }

    @Test
    void intactChainIsFollowedToItsEnd() {
        AuditVerification found = verify();
        assertThat(found.problem()).isEmpty();
        assertThat(found.isIntact()).isTrue();
        assertThat(found.intactRecords()).isEqualTo(RECORDS);
    }

    @Test
    void newStoreHasAnIntactAuditWithoutRecords() {
        try (Opened opened = Opened.at(directory.resolve("new.db"))) {
            assertThat(opened.store().verifyAudit())
                    .isEqualTo(new AuditVerification(0, Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void recordOfATransactionThatFailedIsNotThere() {
        try (Opened opened = Opened.at(file)) {
            assertThatThrownBy(
                            () ->
                                    opened.store()
                                            .write(
                                                    tx -> {
                                                        tx.put(cmk());
                                                        tx.append(auditEntry("never"));
                                                        throw new IllegalStateException("no");
                                                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(opened.picture().cmks).isEmpty();
            assertThat(opened.store().audit(0, 100)).hasSize(RECORDS);
        }
    }

    @Tag("sqlite")
    @Test
    void whatCannotBeRecordedIsNotDone() throws Exception {
        RootEnvelope other = new RootEnvelope(StoreFixture.id(), "passphrase", "", bytes("2"));
        try (Opened opened = Opened.at(file)) {
            sql(
                    file,
                    "CREATE TRIGGER full BEFORE INSERT ON audit"
                            + " BEGIN SELECT RAISE(ABORT, 'no room'); END");
            assertThatThrownBy(
                            () ->
                                    opened.store()
                                            .write(
                                                    tx -> {
                                                        tx.replaceEnvelopes(List.of(other));
                                                        tx.put(StoreFixture.cmk("new"));
                                                        tx.append(auditEntry("x"));
                                                        return true;
                                                    }))
                    .hasMessageContaining("no room");
            sql(file, "DROP TRIGGER full");
            assertThat(opened.store().envelopes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(StoreFixture.ENVELOPE);
            assertThat(opened.picture().cmks).isEmpty();
            assertThat(opened.store().check()).isEmpty();
            append(opened, auditEntry("goes on"));
        }
    }

    @Test
    void twoStoresOnOneFileContinueOneChain() {
        try (Opened first = Opened.at(file);
                Opened second = Opened.at(file)) {
            append(first, auditEntry("by the first"));
            append(second, auditEntry("by the second"));
            append(first, auditEntry("by the first again"));
            assertThat(second.store().verifyAudit().problem()).isEmpty();
            assertThat(second.store().verifyAudit().intactRecords()).isEqualTo(RECORDS + 3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit SET time = time + 1 WHERE sequence = 5|5",
                "UPDATE audit SET caller = 'service/OSS' WHERE sequence = 5|5",
                "UPDATE audit SET call = 'DeleteAlias' WHERE sequence = 5|5",
                "UPDATE audit SET key_id = NULL WHERE sequence = 5|5",
                "UPDATE audit SET os_user = 'x' WHERE sequence = 5|5",
                "UPDATE audit SET os_user = NULL WHERE sequence = 5|5",
                "UPDATE audit SET host = 'x' WHERE sequence = 5|5",
                "UPDATE audit SET process_id = 1 WHERE sequence = 5|5",
                "UPDATE audit SET caller_name = NULL WHERE sequence = 5|5",
                "UPDATE audit SET key_id = 'other' WHERE sequence = 5|5",
                "UPDATE audit SET alias = '' WHERE sequence = 5|5",
                "UPDATE audit SET alias = NULL WHERE sequence = 5|5",
                "UPDATE audit SET outcome = 'Rejected.Disabled' WHERE sequence = 5|5",
                "UPDATE audit SET mac = x'00' WHERE sequence = 5|5",
                "UPDATE audit SET mac = (SELECT mac FROM audit WHERE sequence = 4)"
                        + " WHERE sequence = 5|5",
                "UPDATE audit SET outcome = 'x' WHERE sequence IN (3, 7)|3",
                "UPDATE audit SET key_id = 'x' WHERE sequence = 9|9",
                "UPDATE audit SET key_id = 'x' WHERE sequence = 1|1",
                "DELETE FROM audit WHERE sequence = 1|1",
                "DELETE FROM audit WHERE sequence = 5|5",
                "DELETE FROM audit WHERE sequence < 4|1",
                "DELETE FROM audit WHERE sequence BETWEEN 4 AND 6|4",
                "DELETE FROM audit WHERE sequence = 9|9",
                "DELETE FROM audit WHERE sequence > 6|7",
                "DELETE FROM audit|1",
                "INSERT INTO audit SELECT 10, time, caller, call, key_id, alias, outcome, os_user,"
                        + " host, process_id, caller_name, mac FROM audit WHERE sequence = 9|10",
                "INSERT INTO audit SELECT 0, time, caller, call, key_id, alias, outcome, os_user,"
                        + " host, process_id, caller_name, mac FROM audit WHERE sequence = 9|1",
                "UPDATE audit SET sequence = 12 WHERE sequence = 5|5",
            })
    void firstRecordThatWasTouchedIsNamed(String damage, long firstBroken) throws Exception {
        AuditVerification found = verifyAfter(damage);

        assertThat(found.isIntact()).isFalse();
        assertThat(found.intactRecords()).isEqualTo(firstBroken - 1);
        assertThat(found.problem()).get().asString().contains(Long.toString(firstBroken));
    }

    @Test
    void exchangedRecordsAreFound() throws Exception {
        sql(
                file,
                "UPDATE audit SET sequence = -1 WHERE sequence = 4",
                "UPDATE audit SET sequence = 4 WHERE sequence = 6",
                "UPDATE audit SET sequence = 6 WHERE sequence = -1");
        assertThat(verify().intactRecords()).isEqualTo(3);
    }

    @Test
    void deletedRecordIsFoundWhenTheOthersMoveUp() throws Exception {
        AuditVerification found =
                verifyAfter(
                        "DELETE FROM audit WHERE sequence = 5",
                        "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 5");
        assertThat(found.intactRecords()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE store_info SET audit_sequence = audit_sequence - 1",
                "UPDATE store_info SET audit_mac = (SELECT mac FROM audit WHERE sequence = 8)",
                "UPDATE store_info SET audit_sequence = 8,"
                        + " audit_mac = (SELECT mac FROM audit WHERE sequence = 8)"
            })
    void headThatWasMovedBackClosesTheStore(String damage) throws Exception {
        sql(file, damage);
        assertThatThrownBy(() -> Opened.at(file).close())
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("are not the ones that were written");
    }

    /** What no chain inside the store can tell; a record noted elsewhere does. */
    @Tag("sqlite")
    @Test
    void olderCopyOfTheStoreIsToldByARecordThatWasNoted() throws Exception {
        Path copy = directory.resolve("copy.db");
        Files.copy(file, copy);
        AuditRecord noted;
        try (Opened opened = Opened.at(file)) {
            append(opened, auditEntry("to be forgotten"));
            noted = opened.store().audit(RECORDS, 1).get(0);
            assertThat(opened.store().verifyAudit(noted.sequence(), noted.mac()).problem())
                    .isEmpty();
        }
        Files.deleteIfExists(directory.resolve("kms.db-wal"));
        Files.delete(directory.resolve("kms.db.revision"));
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.store().verifyAudit().problem()).isEmpty();
            assertThat(opened.store().verifyAudit(noted.sequence(), noted.mac()).problem())
                    .get()
                    .asString()
                    .contains("older copy");

            append(opened, auditEntry("something else in its place"));
            AuditVerification found = opened.store().verifyAudit(noted.sequence(), noted.mac());
            assertThat(found.problem()).get().asString().contains("record 10 is another one");
            assertThat(found.intactRecords()).isEqualTo(RECORDS);
        }
    }
}
