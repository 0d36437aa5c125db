package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** Protected key material, and that destroyed material is gone. */
class KeyMaterialTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("home").resolve("kms.db");
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

    @Tag("sqlite")
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
}
