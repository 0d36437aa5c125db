package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
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
                        "Beschreibung \u0000 \uD83D\uDD11",
                        KeyState.PENDING_DELETION,
                        KeyUsage.ENCRYPT_DECRYPT,
                        KeySpec.RSA_4096,
                        Origin.EXTERNAL,
                        ProtectionLevel.HSM,
                        StoreFixture.id(),
                        "",
                        Instant.parse("2031-02-03T04:05:06Z"),
                        Instant.parse("1969-12-31T23:59:59Z"),
                        Long.MAX_VALUE,
                        List.of(
                                new VersionRecord("v-b", StoreFixture.NOW, null),
                                new VersionRecord("v-a", StoreFixture.NOW, bytes("key")),
                                new VersionRecord("v-c", StoreFixture.NOW, new byte[0])),
                        List.of("b/two", "a", "acs/oss"),
                        List.of(bytes("z"), bytes("a"), bytes("m")));
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
                        "",
                        null,
                        null,
                        null,
                        0,
                        List.of(),
                        List.of(),
                        List.of());
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
    void materialIsKeptReplacedAndDestroyed() {
        CmkRecord cmk = cmk();
        String version = cmk.primaryVersionId();
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.putMaterial(cmk.keyId(), version, bytes("old secret bytes"));
                                tx.putMaterial(cmk.keyId(), "other", bytes("other"));
                                tx.put(cmk);
                                return true;
                            });
            assertThat(opened.store().material(cmk.keyId(), version))
                    .isEqualTo(bytes("old secret bytes"));
            opened.put(cmk.withDescription("material stays when the record changes"));
            assertThat(opened.store().material(cmk.keyId(), "other")).isEqualTo(bytes("other"));
            opened.store()
                    .write(
                            tx -> {
                                tx.removeMaterial(cmk.keyId());
                                tx.putMaterial(cmk.keyId(), version, bytes("new"));
                                return true;
                            });
            assertThat(opened.store().material(cmk.keyId(), version)).isEqualTo(bytes("new"));
            assertThat(opened.store().material(cmk.keyId(), "other")).isNull();
        }
    }

    @Test
    void destroyedMaterialIsInNoFile() throws Exception {
        CmkRecord cmk = cmk();
        byte[] secret = bytes("needle-".repeat(20));
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            tx -> {
                                tx.put(cmk);
                                tx.putMaterial(cmk.keyId(), "v", secret);
                                return true;
                            });
            assertThat(filesContain("needle-")).isTrue();
            opened.store()
                    .write(
                            tx -> {
                                tx.remove(cmk.keyId());
                                return true;
                            });
            assertThat(opened.store().material(cmk.keyId(), "v")).isNull();
            assertThat(filesContain("needle-")).isFalse();
        }
    }

    @Test
    void materialOfNoCmkIsRefused() {
        CmkRecord cmk = cmk();
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk);
            assertThatThrownBy(() -> removeThenPutMaterial(opened, cmk.keyId()))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.KEY_NOT_FOUND));
            assertThat(opened.picture().cmks).containsKey(cmk.keyId());
        }
    }

    private static void removeThenPutMaterial(Opened opened, String keyId) {
        opened.store()
                .write(
                        tx -> {
                            tx.remove(keyId);
                            tx.putMaterial(keyId, "v", bytes("x"));
                            return true;
                        });
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
    void envelopesAreReplacedTogether() {
        RootEnvelope second =
                new RootEnvelope(StoreFixture.id(), "passphrase", "m=65536", bytes("2"));
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.envelopes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(StoreFixture.ENVELOPE);
            store.replaceEnvelopes(List.of(second, StoreFixture.ENVELOPE));
            assertThatThrownBy(() -> store.replaceEnvelopes(List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.envelopes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(second, StoreFixture.ENVELOPE);
        }
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk());
            try (var files = Files.list(file.getParent())) {
                assertThat(files)
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(f -> assertThat(permissions(f)).isEqualTo("rw-------"));
            }
            assertThat(permissions(file.getParent())).isEqualTo("rwx------");
        }
    }

    @Test
    void closedStoreSaysSo() {
        Opened opened = Opened.at(file);
        opened.close();
        opened.close();
        assertThatThrownBy(() -> opened.put(cmk()))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("was closed");
        assertThatThrownBy(() -> opened.store().material("k", "v"))
                .hasMessageContaining("was closed");
    }

    @Test
    void interruptedThreadCanUseTheStore() {
        Thread.currentThread().interrupt();
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk());
            opened.store().pull();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
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

    private boolean filesContain(String text) throws Exception {
        try (var files = Files.list(file.getParent())) {
            for (Path each : files.toList()) {
                String content = Files.readString(each, StandardCharsets.ISO_8859_1);
                if (content.contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
