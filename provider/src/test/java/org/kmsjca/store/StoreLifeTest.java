package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.bytes;
import static org.kmsjca.store.StoreFixture.cmk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** The files of a store, its envelopes, and its end. */
class StoreLifeTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("home").resolve("kms.db");
    }

    @Test
    void envelopesAreReplacedTogether() {
        RootEnvelope second =
                new RootEnvelope(StoreFixture.id(), "passphrase", "m=65536", bytes("2"));
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.envelopes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(StoreFixture.ENVELOPE);
        }
        try (Opened opened = Opened.at(file)) {
            opened.store()
                    .write(
                            transaction -> {
                                transaction.replaceEnvelopes(
                                        List.of(second, StoreFixture.ENVELOPE));
                                return true;
                            });
            assertThatThrownBy(
                            () ->
                                    opened.store()
                                            .write(
                                                    transaction -> {
                                                        transaction.replaceEnvelopes(List.of());
                                                        return true;
                                                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.envelopes())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(second, StoreFixture.ENVELOPE);
        }
    }

    @Tag("sqlite")
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

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
