package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;

/** Whatever happens to the files under a running program, it sees what others commit. */
@Tag("sqlite")
class SpoiledCounterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir Path directory;
    Path file;
    Path counter;
    Opened reader;
    Opened writer;

    enum Damage {
        DELETED,
        REPLACED,
        TRUNCATED,
        STANDING_STILL
    }

    @BeforeEach
    void open() {
        file = directory.resolve("kms.db");
        counter = directory.resolve("kms.db.changes");
        reader = Opened.at(file);
        writer = Opened.at(file);
        writer.put(cmk("before"));
        reader.store().pull();
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void programThatGoesOnSeesWhatOthersCommit(Damage damage) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            look();
        }
        byte[] before = Files.readAllBytes(counter);
        damage(damage);
        writer.put(cmk("after"));
        if (damage == Damage.STANDING_STILL) {
            Files.write(counter, before); // in place: the mapping shows the old number
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reader.picture().cmks.size() < 2 && System.nanoTime() < deadline) {
            look();
        }
        assertThat(reader.picture().cmks).hasSize(2);
        // From then on it is as quick as ever.
        writer.put(cmk("later"));
        look();
        assertThat(reader.picture().cmks.size()).isGreaterThanOrEqualTo(2);
        reader.put(cmk("by the reader"));
        assertThat(reader.picture().cmks).hasSize(4);
        assertThat(reader.store().check()).isEmpty();
    }

    private void look() {
        if (reader.store().hasChanges()) {
            reader.store().pull();
        }
    }

    private void damage(Damage damage) throws Exception {
        switch (damage) {
            case DELETED -> Files.delete(counter);
            case REPLACED -> {
                Path other = directory.resolve("other");
                Files.write(other, new byte[8]);
                Files.move(other, counter, StandardCopyOption.REPLACE_EXISTING);
            }
            case TRUNCATED -> {
                try (FileChannel channel = FileChannel.open(counter, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
            case STANDING_STILL -> {}
        }
    }

    /** Nor does the JVM's error for a faulting access reach the program, which may never look. */
    @Test
    void nothingIsMissedWhileTheFileIsTruncatedAgainAndAgain() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (FileChannel channel = FileChannel.open(counter, StandardOpenOption.WRITE)) {
            for (int round = 0; round < 50; round++) {
                channel.truncate(0);
                Thread program = new Thread(this::lookManyTimes);
                program.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
                program.start();
                program.join();
                writer.put(cmk());
            }
        }
        assertThat(failure.get()).isNull();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reader.picture().cmks.size() < 51 && System.nanoTime() < deadline) {
            look();
        }
        assertThat(reader.picture().cmks).hasSize(51);
    }

    private void lookManyTimes() {
        for (int i = 0; i < 2_000; i++) {
            look();
        }
    }

    @Test
    void databaseReplacedByAnOlderOneIsRefusedByARunningProgram() throws Exception {
        Path older = directory.resolve("older.db");
        StoreFixture.sql(file, "VACUUM INTO '" + older + "'");
        writer.put(cmk("later"));
        reader.store().pull();
        Files.deleteIfExists(directory.resolve("kms.db-wal"));
        Files.deleteIfExists(directory.resolve("kms.db-shm"));
        Files.move(older, file, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> reader.put(cmk("x")))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("although it has been at");
    }

    @Test
    void databaseThatWasDeletedIsNotWrittenTo() throws Exception {
        Files.delete(file);
        assertThatThrownBy(() -> reader.put(cmk("x")))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("is not there any more");
        assertThat(file).doesNotExist();
    }
}
