package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** What was acknowledged is remembered beside the database. */
@Tag("sqlite")
class AcknowledgedRevisionTest {
    @TempDir Path directory;
    Path file;
    Path record;
    Path older;

    @BeforeEach
    void fill() throws Exception {
        file = directory.resolve("kms.db");
        record = directory.resolve("kms.db.revision");
        older = directory.resolve("older.db");
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("first"));
        }
        Files.copy(file, older);
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("second"));
            opened.put(cmk("third"));
        }
    }

    private void putOlderBack() throws Exception {
        Files.copy(older, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> Opened.at(file).close())
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE));
    }

    private int aliases() {
        try (Opened opened = Opened.at(file)) {
            return opened.picture().cmks.size();
        }
    }

    /** As another program's, which was stopped between its commit and its note. */
    @Test
    void lateNoteOfAnOlderRevisionChangesNothing() {
        RecordMacs macs = new RecordMacs(StoreFixture.AUTHENTICATOR, "a-store");
        Path noted = directory.resolve("noted");
        for (long revision : new long[] {42, 40, 41}) {
            new AcknowledgedRevision(noted, macs)
                    .write(
                            new StoreState(
                                    revision, HashTree.EMPTY, AuditHead.START, StoreNotes.NONE));
            assertThat(new AcknowledgedRevision(noted, macs).read().revision()).isEqualTo(42);
        }
    }

    @Test
    void olderStoreIsRefusedUntilItIsAccepted() throws Exception {
        putOlderBack();
        assertRefused()
                .hasMessageContaining("is at revision 1")
                .hasMessageContaining("revision 3 was acknowledged")
                .hasMessageContaining("kms store accept-revision");
        try (MetadataStore store = StoreFixture.open(file)) {
            store.unlockOlder(StoreFixture.AUTHENTICATOR);
            store.write(
                    tx -> {
                        tx.append(StoreFixture.auditEntry("accepted"));
                        return true;
                    });
        }
        assertThat(aliases()).isEqualTo(1);
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("after"));
        }
        assertThat(aliases()).isEqualTo(2);
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.unlockOlder(StoreFixture.AUTHENTICATOR)).isFalse();
        }
    }

    @Test
    void anotherStoreOfTheSameRevisionIsRefused() throws Exception {
        putOlderBack();
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere")).resolve("kms.db");
        Files.copy(older, elsewhere);
        try (Opened opened = Opened.at(elsewhere)) {
            opened.put(cmk("another second"));
            opened.put(cmk("another third"));
        }
        Files.copy(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
        assertRefused().hasMessageContaining("revision 3 was acknowledged");
    }

    @Test
    void databaseWithoutItsLogIsRefused() throws Exception {
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("fourth"));
            Path copy = Files.createDirectory(directory.resolve("copy")).resolve("kms.db");
            // The last second's commits may stand in the log only.
            opened.put(cmk("fifth"));
            Files.copy(file, copy);
            Files.copy(record, copy.resolveSibling("kms.db.revision"));
            file = copy;
            assertRefused().hasMessageContaining("-wal is missing or damaged");
        }
    }

    @Test
    void tornWriteLeavesTheRevisionBefore() throws Exception {
        byte[] whole = Files.readAllBytes(record);
        assertThat(whole).hasSize(512);
        assertThat(new String(whole, StandardCharsets.US_ASCII)).startsWith("kms-revision-1 ");
        for (int slot = 0; slot < 2; slot++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, slot * 256 + 60, slot * 256 + 120, (byte) 0);
            Files.write(record, torn);
            assertThat(aliases()).isEqualTo(3);
            putOlderBack();
            Files.write(record, torn);
            assertRefused().hasMessageContaining("was acknowledged");
            Files.delete(record);
            Files.copy(directory.resolve("older.db"), file, StandardCopyOption.REPLACE_EXISTING);
            fillAgain();
            whole = Files.readAllBytes(record);
        }
    }

    private void fillAgain() {
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("second"));
            opened.put(cmk("third"));
        }
    }

    @Test
    void recordThatIsMissingIsWrittenAnew() throws Exception {
        Files.delete(record);
        assertThat(aliases()).isEqualTo(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(record)))
                .isEqualTo("rw-------");
        putOlderBack();
        assertRefused();
    }

    /** Else whoever spoils the record may put an older store back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 29 * 10, 29 * 40})
    void recordWithNothingAuthenticIsRefusedUntilItIsAccepted(int length) throws Exception {
        String strange = "kms-revision-1 x 99999 00 00\n".repeat(40);
        Files.writeString(record, strange.substring(0, length));
        assertRefused()
                .hasMessageContaining("kms.db.revision")
                .hasMessageContaining("kms store accept-revision");
        try (MetadataStore store = StoreFixture.open(file)) {
            assertThat(store.unlockOlder(StoreFixture.AUTHENTICATOR)).isTrue();
            store.write(
                    tx -> {
                        tx.append(StoreFixture.auditEntry("accepted"));
                        return true;
                    });
        }
        assertThat(aliases()).isEqualTo(3);
        putOlderBack();
        assertRefused().hasMessageContaining("was acknowledged");
    }

    @Test
    void directoryOrPipeInPlaceOfAFileIsRefusedAndNotWaitedFor() throws Exception {
        Files.delete(record);
        Files.createDirectory(record);
        assertRefused().hasMessageContaining("no regular file");
        Files.delete(record);
        makePipe(record);
        assertRefused().hasMessageContaining("no regular file");
        Files.delete(record);
        Path changes = directory.resolve("kms.db.changes");
        Files.delete(changes);
        makePipe(changes);
        assertRefused().hasMessageContaining("no regular file");
        Files.delete(changes);
        assertThat(aliases()).isEqualTo(3);
    }

    private static void makePipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    }

    @Test
    void storeWithoutContentIsRefusedAsLost() throws Exception {
        Files.write(file, new byte[0]);
        assertRefused().hasMessageContaining("is lost").hasMessageContaining("kms.db.revision");
        Files.delete(file);
        assertRefused().hasMessageContaining("is lost");
        assertThat(file).doesNotExist();
        Files.delete(record);
        Files.writeString(directory.resolve("kms.db-wal"), "committed");
        assertRefused().hasMessageContaining("is lost").hasMessageContaining("kms.db-wal");
        assertThat(directory.resolve("kms.db-wal")).hasContent("committed");
        Files.delete(directory.resolve("kms.db-wal"));
        assertThat(aliases()).isZero();
    }

    @Test
    void closedStoreIsInItsFileAlone() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy")).resolve("kms.db");
        Files.copy(file, copy);
        Files.copy(record, copy.resolveSibling("kms.db.revision"));
        file = copy;
        assertThat(aliases()).isEqualTo(3);
    }

    @Test
    void oneWriteAfterAnotherIsInTheFileWhenASecondIsOver() throws Exception {
        try (Opened opened = Opened.at(file)) {
            opened.put(cmk("fourth"));
            Path copy = Files.createDirectory(directory.resolve("copy")).resolve("kms.db");
            Files.copy(file, copy);
            Files.copy(record, copy.resolveSibling("kms.db.revision"));
            file = copy;
            assertThat(aliases()).isEqualTo(4);
        }
    }
}
