package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** An alias names one record at a time. */
class AliasTest {
    @TempDir Path directory;
    Opened opened;

    private final CmkRecord owner = cmk("payroll", "other");
    private final CmkRecord rival = cmk();

    @BeforeEach
    void open() {
        opened = Opened.at(directory.resolve("kms.db"));
        opened.put(owner, rival);
        write(tx -> tx.put(certificate("ca")));
    }

    @AfterEach
    void close() {
        assertThat(opened.store().check()).isEmpty();
        opened.close();
    }

    @Test
    void aliasOfAnotherCmkIsRefused() {
        assertConflict(tx -> tx.put(rival.withAliases(List.of("new", "payroll"))), "payroll");
        opened.put(rival.withAliases(List.of("new")));
    }

    @Test
    void aliasOfACertificateIsRefusedForACmk() {
        assertConflict(tx -> tx.put(rival.withAliases(List.of("ca"))), "trusted certificate");
    }

    @Test
    void aliasOfACmkIsRefusedForACertificate() {
        assertConflict(tx -> tx.put(certificate("payroll")), "CMK " + owner.keyId());
    }

    @Test
    void aliasMovesWhateverTheOrder() {
        CmkRecord without = owner.withAliases(List.of("other"));
        CmkRecord with = rival.withAliases(List.of("payroll"));
        opened.put(with, without);
        assertThat(opened.picture().cmks.values()).containsExactlyInAnyOrder(with, without);
        opened.put(rival, owner);
        opened.put(without, with);
        assertThat(opened.picture().cmks.values()).containsExactlyInAnyOrder(with, without);
    }

    @Test
    void aliasesAreExchanged() {
        opened.put(rival.withAliases(List.of("mine")));
        opened.put(owner.withAliases(List.of("mine")), rival.withAliases(List.of("payroll")));
    }

    @Test
    void aliasMovesBetweenCmkAndCertificate() {
        write(
                tx -> {
                    tx.put(certificate("payroll"));
                    tx.put(owner.withAliases(List.of("ca")));
                    tx.removeCertificate("ca");
                });
        assertThat(opened.picture().certificates).containsOnlyKeys("payroll");
        write(
                tx -> {
                    tx.put(owner);
                    tx.removeCertificate("payroll");
                });
    }

    @Test
    void aliasOfARemovedCmkIsFree() {
        write(
                tx -> {
                    tx.put(rival.withAliases(List.of("payroll")));
                    tx.remove(owner.keyId());
                });
        assertThat(opened.picture().cmks).containsOnlyKeys(rival.keyId());
    }

    private void write(Consumer<StoreTransaction> body) {
        opened.store()
                .write(
                        tx -> {
                            body.accept(tx);
                            return true;
                        });
    }

    private void assertConflict(Consumer<StoreTransaction> body, String text) {
        assertThatThrownBy(() -> write(body))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.ALIAS_ALREADY_EXISTS))
                .hasMessageContaining(text);
    }
}
