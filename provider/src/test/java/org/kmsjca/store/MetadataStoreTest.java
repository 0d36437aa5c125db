package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.store.StoreFixture.Opened;

/** What a store keeps, and what its transactions do, within one process. */
class MetadataStoreTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("a ü?#% home").resolve("kms.db");
    }

    @Test
    void everyFieldComesBack() {
        CmkRecord full =
                new CmkRecord(
                        StoreFixture.id(),
                        "OSS",
                        Instant.parse("2001-02-03T04:05:06Z"),
                        "Beschreibung \u0001 \uD83D\uDD11",
                        KeyState.PENDING_DELETION,
                        KeyUsage.ENCRYPT_DECRYPT,
                        KeySpec.RSA_4096,
                        Origin.EXTERNAL,
                        ProtectionLevel.HSM,
                        false,
                        StoreFixture.id(),
                        "",
                        Instant.parse("2031-02-03T04:05:06Z"),
                        Instant.parse("1969-12-31T23:59:59Z"),
                        "fingerprint",
                        Long.MAX_VALUE,
                        List.of(
                                new VersionRecord("v-b", StoreFixture.NOW, null),
                                new VersionRecord("v-a", StoreFixture.NOW, bytes("key")),
                                new VersionRecord("v-c", StoreFixture.NOW, new byte[0])),
                        List.of("b/two", "a", "acs/oss"),
                        List.of(bytes("z"), bytes("a"), bytes("m")),
                        Map.of("a", "b"));
        CmkRecord bare =
                new CmkRecord(
                        StoreFixture.id(),
                        "",
                        Instant.EPOCH,
                        "",
                        KeyState.PENDING_IMPORT,
                        KeyUsage.SIGN_VERIFY,
                        KeySpec.EC_P256K,
                        Origin.ALIYUN_KMS,
                        ProtectionLevel.SOFTWARE,
                        true,
                        "",
                        null,
                        null,
                        null,
                        null,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of("a", "b"));
        try (Opened opened = Opened.at(file)) {
            opened.put(full, bare);
            opened.store()
                    .write(
                            tx -> {
                                tx.put(certificate("root-ca"));
                                return true;
                            });
        }
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks.values())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyInAnyOrder(full, bare);
            assertThat(opened.picture().certificates.values())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(certificate("root-ca"));
            assertThat(opened.store().check()).isEmpty();
        }
    }

    @Test
    void writeAnswersWhatTheBodyAnswersAndDeliversIt() {
        try (Opened opened = Opened.at(file)) {
            CmkRecord cmk = cmk("payroll");
            String answer =
                    opened.store()
                            .write(
                                    tx -> {
                                        tx.put(cmk);
                                        return "done";
                                    });
            assertThat(answer).isEqualTo("done");
            assertThat(opened.picture().cmks).isEqualTo(Map.of(cmk.keyId(), cmk));
            assertThat(opened.store().hasChanges()).isFalse();
        }
    }

    @Test
    void bodyThatThrowsChangesNothing() {
        try (Opened opened = Opened.at(file)) {
            IllegalStateException reason = new IllegalStateException("no");
            assertThatThrownBy(
                            () ->
                                    opened.store()
                                            .write(
                                                    tx -> {
                                                        tx.put(cmk("payroll"));
                                                        throw reason;
                                                    }))
                    .isSameAs(reason);
            assertThat(opened.picture().deliveries).isEmpty();
            opened.put(cmk("payroll"));
        }
    }

    @Test
    void lastPutOfATransactionWins() {
        try (Opened opened = Opened.at(file)) {
            CmkRecord cmk = cmk();
            opened.put(cmk, cmk.withDescription("second"), cmk.withDescription("third"));
            assertThat(opened.picture().deliveries).hasSize(1);
            assertThat(opened.picture().deliveries.get(0))
                    .containsExactly(
                            new StoreChange.CmkPut(opened.picture().cmks.get(cmk.keyId())));
            assertThat(opened.picture().cmks.get(cmk.keyId()).description()).isEqualTo("third");
        }
    }

    @Test
    void transactionIsUselessAfterItsEnd() {
        try (Opened opened = Opened.at(file)) {
            StoreTransaction kept = opened.store().write(tx -> tx);
            assertThatThrownBy(() -> kept.put(cmk())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void transactionInsideATransactionIsRefused() {
        try (Opened opened = Opened.at(file)) {
            assertThatThrownBy(() -> opened.store().write(tx -> opened.store().write(inner -> 1)))
                    .isInstanceOf(IllegalStateException.class);
            opened.put(cmk());
        }
    }

    @Test
    void pullInsideATransactionDoesNothing() {
        try (Opened opened = Opened.at(file)) {
            assertThat(
                            opened.store()
                                    .<Integer>write(
                                            tx -> {
                                                opened.store().pull();
                                                return 1;
                                            }))
                    .isEqualTo(1);
        }
    }

    @Test
    void removedRecordsAreGoneAndCanComeBack() {
        CmkRecord cmk = cmk("payroll");
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk);
            for (int i = 0; i < 2; i++) {
                opened.store()
                        .write(
                                tx -> {
                                    tx.put(certificate("ca"));
                                    tx.remove(cmk.keyId());
                                    return true;
                                });
                assertThat(opened.picture().cmks).isEmpty();
                opened.store()
                        .write(
                                tx -> {
                                    tx.put(cmk);
                                    tx.removeCertificate("ca");
                                    tx.removeCertificate("never was");
                                    return true;
                                });
                assertThat(opened.picture().cmks).hasSize(1);
                assertThat(opened.picture().certificates).isEmpty();
            }
        }
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks).containsOnlyKeys(cmk.keyId());
            assertThat(opened.picture().certificates).isEmpty();
            assertThat(opened.store().check()).isEmpty();
        }
    }

    @Test
    void listenerThatThrewHearsItAgain() {
        try (MetadataStore store = StoreFixture.open(file)) {
            StoreFixture.Picture picture = new StoreFixture.Picture();
            boolean[] broken = {true};
            store.unlock(
                    StoreFixture.AUTHENTICATOR,
                    changes -> {
                        if (broken[0]) {
                            throw new IllegalStateException("listener");
                        }
                        picture.accept(changes);
                    });
            CmkRecord cmk = cmk();
            assertThatThrownBy(
                            () ->
                                    store.write(
                                            tx -> {
                                                tx.put(cmk);
                                                return true;
                                            }))
                    .hasMessage("listener");
            broken[0] = false;
            assertThat(store.hasChanges()).isTrue();
            store.pull();
            assertThat(picture.cmks).containsOnlyKeys(cmk.keyId());
            assertThat(store.hasChanges()).isFalse();
        }
    }
}
