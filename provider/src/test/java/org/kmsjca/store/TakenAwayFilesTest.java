package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/**
 * SQLite's log and its index are removed or replaced under a running program, so that it and others
 * no longer see each other: it uses nothing of the store any more, and no acknowledged change is
 * lost without a word.
 */
@Timeout(60)
@Tag("sqlite")
class TakenAwayFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir private Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("kms.db");
    }

    private Path beside(String end) {
        return directory.resolve("kms.db" + end);
    }

    @ParameterizedTest
    @CsvSource({"-shm, false", "-shm, true", "-wal, false", "-wal, true"})
    void programStopsWithinASecondOrTwo(String end, boolean replaced) throws Exception {
        try (Opened running = Opened.at(file)) {
            running.put(cmk("before"));
            running.store().pull();
            takeAway(beside(end), replaced);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            KmsException refusal = null;
            while (refusal == null && System.nanoTime() < deadline) {
                refusal = look(running);
            }
            assertThat(refusal).isNotNull().hasMessageContaining("kms.db" + end);
            // And for good: what others did is not seen by this program.
            assertThatThrownBy(() -> running.store().pull()).hasMessageContaining("kms.db" + end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-shm", "-wal"})
    void changeIsNotAcknowledged(String end) throws Exception {
        try (Opened running = Opened.at(file)) {
            running.put(cmk("before"));
            running.store().pull();
            takeAway(beside(end), false);
            assertThatThrownBy(() -> running.put(cmk("after")))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("kms.db" + end);
        }
    }

    @Test
    void whatAnotherProcessAcknowledgedMeanwhileStays() throws Exception {
        List<String> acknowledged;
        try (Opened running = Opened.at(file)) {
            running.put(cmk("before"));
            running.store().pull();
            takeAway(beside("-shm"), false);
            acknowledged = StoreProcess.keyIds(StoreProcess.lines(StoreProcess.start(file, 5)));
            assertThat(acknowledged).hasSize(5);
            assertThatThrownBy(() -> running.put(cmk("after"))).isInstanceOf(KmsException.class);
        }
        try (Opened again = Opened.at(file)) {
            assertThat(again.picture().cmks.keySet()).hasSize(6).containsAll(acknowledged);
            assertThat(again.store().check()).isEmpty();
        }
    }

    /** As where each of two writers has files of its own behind the same names. */
    @Test
    void whatAnotherHasAcknowledgedIsNotPassedOver() throws Exception {
        try (Opened running = Opened.at(file)) {
            running.put(cmk("before"));
            Path copy = Files.createDirectory(directory.resolve("copy")).resolve("kms.db");
            running.store().surroundings().copyTo(copy);
            try (Opened other = Opened.at(copy)) {
                other.put(cmk("elsewhere"));
                other.put(cmk("elsewhere again"));
            }
            Files.copy(
                    copy.resolveSibling("kms.db.revision"),
                    beside(".revision"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> running.put(cmk("after")))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("another one has acknowledged revision");
            assertThatThrownBy(() -> running.store().pull())
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("another one has acknowledged revision");
        }
    }

    private static KmsException look(Opened running) {
        try {
            if (running.store().hasChanges()) {
                running.store().pull();
            }
            return null;
        } catch (KmsException e) {
            return e;
        }
    }

    private void takeAway(Path path, boolean replaced) throws Exception {
        if (replaced) {
            Path copy = Files.copy(path, directory.resolve("copy"));
            Files.move(copy, path, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(path);
        }
    }
}
