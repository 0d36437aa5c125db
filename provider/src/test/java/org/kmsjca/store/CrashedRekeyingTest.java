package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.store.StoreFixture.cmk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** A store whose change of the root key ended at any moment opens by the old key or the new one. */
@Tag("sqlite")
class CrashedRekeyingTest {
    private static final RecordMac NEXT =
            StoreFixture.authenticator("another root key of the tests");
    private static final RootEnvelope ENVELOPE =
            new RootEnvelope(StoreFixture.id(), "keyfile", "", StoreFixture.bytes("sealed again"));

    @TempDir Path directory;
    private final List<Path> moments = new ArrayList<>();

    /** What a crash at this moment leaves. */
    private void copyFiles() {
        try {
            Path copy = Files.createDirectory(directory.resolve("moment-" + moments.size()));
            for (String name : List.of("kms.db", "kms.db-wal", "kms.db.revision")) {
                if (Files.exists(directory.resolve(name))) {
                    Files.copy(directory.resolve(name), copy.resolve(name));
                }
            }
            moments.add(copy.resolve("kms.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rekey(Opened opened) {
        RecordMac observed =
                message -> {
                    copyFiles(); // the last time after COMMIT, for the record of it
                    return NEXT.mac(message);
                };
        opened.store()
                .rekey(
                        observed,
                        (keyId, versionId, material) -> material,
                        () -> List.of(ENVELOPE),
                        envelopes -> StoreFixture.auditEntry("rekeyed"));
    }

    private static boolean opensBy(RecordMac key, Path file) {
        try (MetadataStore store = StoreFixture.open(file)) {
            store.unlock(key, changes -> {});
            store.write(
                    transaction -> {
                        transaction.append(StoreFixture.auditEntry("after"));
                        return true;
                    });
            return true;
        } catch (KmsException e) {
            return false;
        }
    }

    private List<Boolean> opensByNext() {
        List<Boolean> byNext = new ArrayList<>();
        for (Path moment : moments) {
            boolean next = opensBy(NEXT, moment);
            assertThat(opensBy(StoreFixture.AUTHENTICATOR, moment))
                    .as(moment.toString())
                    .isEqualTo(!next);
            byNext.add(next);
        }
        return byNext;
    }

    @Test
    void opensWhateverTheMomentOfTheCrash() {
        Path file = directory.resolve("kms.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("first"));
            opened.put(cmk("second"));
            rekey(opened);
        }
        moments.add(file);
        List<Boolean> byNext = opensByNext();
        int all = byNext.size();
        assertThat(byNext.subList(0, all - 2)).contains(false);
        assertThat(byNext.subList(all - 2, all)).containsOnly(true);
    }

    /** The slot of the revision before has to be there, whatever became of it. */
    @Test
    void recordThatWasLostIsNoHindrance() throws IOException {
        try (Opened opened = Opened.at(directory.resolve("kms.db"))) {
            opened.put(cmk("alias"));
            Files.delete(directory.resolve("kms.db.revision"));
            rekey(opened);
        }
        assertThat(opensByNext()).contains(true, false);
    }
}
