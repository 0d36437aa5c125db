package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.store.StoreFixture.bytes;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;

/** Several processes on one store, some of which die. */
@Timeout(180)
class ProcessesTest {
    private static final int ROUNDS = 6;

    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("home/kms.db");
    }

    @Test
    void twoProcessesMakeOneStoreAndWriteTogether() throws Exception {
        int each = 200;
        Process first = StoreProcess.start(file, each);
        Process second = StoreProcess.start(file, each);
        List<String> lines = new ArrayList<>(StoreProcess.lines(first));
        lines.addAll(StoreProcess.lines(second));
        assertThat(lines).hasSize(2 * each + 2).contains(StoreProcess.DONE);
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks.keySet())
                    .hasSize(2 * each)
                    .containsExactlyInAnyOrderElementsOf(StoreProcess.keyIds(lines));
            assertThat(opened.store().check()).isEmpty();
            assertThat(opened.store().verifyAudit().problem()).isEmpty();
            assertThat(opened.store().verifyAudit().intactRecords()).isEqualTo(2L * each);
        }
    }

    @Tag("sqlite")
    @Test
    void programThatClosedNothingLeavesEverythingInTheFile() throws Exception {
        Process process = StoreProcess.start(file, 3, "-D" + StoreProcess.LEAVE_OPEN + "=true");
        assertThat(StoreProcess.lines(process)).contains(StoreProcess.DONE);
        Path copy = Files.copy(file, directory.resolve("copy.db"));
        try (Opened opened = Opened.at(copy)) {
            assertThat(opened.picture().cmks).hasSize(3);
        }
    }

    @Test
    void openStoreFollowsAnotherProcess() throws Exception {
        try (Opened opened = Opened.at(file)) {
            Process process = StoreProcess.start(file, 50);
            try (BufferedReader lines = process.inputReader()) {
                String line = lines.readLine();
                while (line != null && !line.equals(StoreProcess.DONE)) {
                    if (opened.store().hasChanges()) {
                        opened.store().pull();
                    }
                    assertThat(opened.picture().cmks).containsKey(line);
                    line = lines.readLine();
                }
            }
            assertThat(opened.picture().cmks).hasSize(50);
        }
    }

    @Test
    void everyAcknowledgedWriteSurvivesAKill() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Process process = StoreProcess.start(file, Integer.MAX_VALUE);
            try (BufferedReader lines = process.inputReader()) {
                for (int i = 0; i < 7 * round; i++) {
                    acknowledged.add(lines.readLine());
                }
                // Process.destroyForcibly would close the stream and lose what was said last.
                process.toHandle().destroyForcibly();
                acknowledged.addAll(StoreProcess.keyIds(lines.lines().toList()));
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            try (Opened opened = Opened.at(file)) {
                assertThat(opened.picture().cmks).containsKeys(acknowledged.toArray(String[]::new));
                assertThat(opened.store().hasChanges()).isFalse();
                assertThat(opened.store().check()).isEmpty();
                assertThat(opened.store().verifyAudit().problem()).isEmpty();
                assertThat(opened.store().audit(0, Integer.MAX_VALUE))
                        .extracting(record -> record.keyId().orElseThrow())
                        .containsExactlyInAnyOrderElementsOf(opened.picture().cmks.keySet());
                opened.picture()
                        .cmks
                        .forEach(
                                (id, cmk) ->
                                        assertThat(
                                                        opened.store()
                                                                .material(
                                                                        id, cmk.primaryVersionId()))
                                                .isEqualTo(bytes(id)));
            }
        }
    }

    @Tag("sqlite")
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void failedCommitLeavesMemoryAndDiskInAgreement() throws Exception {
        int threeMebibytes = 6 * 1024;
        Opened.at(file).close();
        Process process = StoreProcess.startUntilFailure(file, threeMebibytes);
        List<String> lines = StoreProcess.lines(process);
        assertThat(lines).endsWith(StoreProcess.DONE);
        assertThat(lines.get(lines.size() - 2)).contains("Cannot write the store " + file);
        try (Opened opened = Opened.at(file)) {
            assertThat(opened.picture().cmks.keySet())
                    .hasSizeGreaterThan(10)
                    .containsExactlyInAnyOrderElementsOf(StoreProcess.keyIds(lines));
        }
    }

    @Tag("sqlite")
    @Test
    void nativeLibraryThatCannotBeUnpackedIsExplained() throws Exception {
        Path noDirectory = Files.createFile(directory.resolve("a-file"));
        Process process = StoreProcess.start(file, 1, "-Dorg.sqlite.tmpdir=" + noDirectory);
        assertThat(StoreProcess.lines(process))
                .last()
                .asString()
                .contains(file.toString())
                .contains("--enable-native-access")
                .contains("noexec")
                .contains("org.sqlite.tmpdir")
                .contains("org.sqlite.lib.path");
    }
}
