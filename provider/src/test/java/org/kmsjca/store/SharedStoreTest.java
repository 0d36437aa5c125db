package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kmsjca.store.StoreFixture.certificate;
import static org.kmsjca.store.StoreFixture.cmk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;
import org.sqlite.JDBC;

/** Several stores and threads on one file, in one process. */
@Timeout(60)
class SharedStoreTest {
    @TempDir Path directory;
    Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("kms.db");
    }

    @Test
    void pullDeliversOnlyWhatIsNew() {
        try (Opened one = Opened.at(file);
                Opened other = Opened.at(file)) {
            CmkRecord first = cmk("first");
            CmkRecord second = cmk("second");
            one.put(first);
            assertThat(other.store().hasChanges()).isTrue();
            other.store().pull();
            assertThat(other.store().hasChanges()).isFalse();
            assertThat(other.picture().cmks).containsOnlyKeys(first.keyId());

            one.put(second);
            one.put(first.withDescription("changed"));
            one.store()
                    .write(
                            tx -> {
                                tx.put(certificate("ca"));
                                tx.remove(second.keyId());
                                return true;
                            });
            other.store().pull();
            assertThat(other.picture().deliveries.get(1))
                    .as("one delivery, in the order of revisions, without what came and went")
                    .hasSize(2)
                    .element(0)
                    .isInstanceOf(StoreChange.CmkPut.class);
            assertThat(other.picture().cmks.keySet()).isEqualTo(one.picture().cmks.keySet());
            assertThat(other.picture().certificates).containsOnlyKeys("ca");

            other.store().pull();
            assertThat(other.picture().deliveries).hasSize(2);
        }
    }

    @Test
    void bodyOfAWriteSeesTheNewestState() {
        try (Opened one = Opened.at(file);
                Opened other = Opened.at(file)) {
            CmkRecord cmk = cmk();
            one.put(cmk);
            boolean seen = other.store().write(tx -> other.picture().cmks.containsKey(cmk.keyId()));
            assertThat(seen).isTrue();
        }
    }

    @Test
    void readsDoNotWaitForAWriter() throws Exception {
        try (Opened opened = Opened.at(file)) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
                Future<Boolean> writer =
                        executor.submit(
                                () ->
                                        opened.store()
                                                .write(
                                                        tx -> {
                                                            inside.countDown();
                                                            return await(leave);
                                                        }));
                assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(opened.store().material("k", "v")).isNull();
                assertThat(opened.store().envelopes()).hasSize(1);
                assertThat(opened.store().hasChanges()).isFalse();
                try (Opened other = Opened.at(file)) {
                    other.store().pull();
                }
                leave.countDown();
                assertThat(writer.get()).isTrue();
            } finally {
                leave.countDown();
                executor.shutdown();
            }
        }
    }

    @Test
    void threadsWriteTogether() throws Exception {
        try (Opened opened = Opened.at(file)) {
            ExecutorService executor = Executors.newFixedThreadPool(8);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(executor.submit(() -> opened.put(cmk())));
                all.add(executor.submit(() -> opened.store().pull()));
            }
            for (Future<?> each : all) {
                each.get();
            }
            executor.shutdown();
            assertThat(opened.picture().cmks).hasSize(200);
            assertThat(opened.store().check()).isEmpty();
        }
    }

    @Tag("sqlite")
    @Test
    void oddCounterIsAskedAboutNowAndThenUntilAWriterRepairsIt() throws Exception {
        try (Opened one = Opened.at(file);
                Opened other = Opened.at(file)) {
            setCounter(counter() + 1);
            assertThat(one.store().hasChanges()).as("the number is new").isTrue();
            one.store().pull();
            Thread.sleep(ChangeCounter.POLL_INTERVAL.toMillis() + 5);
            assertThat(one.store().hasChanges()).isTrue();
            long asked = System.nanoTime();
            boolean again = one.store().hasChanges();
            if (System.nanoTime() - asked < ChangeCounter.POLL_INTERVAL.toNanos() / 2) {
                assertThat(again).as("asked a moment ago").isFalse();
            }

            other.put(cmk());
            assertThat(counter() % 2).isZero();
            assertThat(one.store().hasChanges()).isTrue();
            one.store().pull();
            assertThat(one.store().hasChanges()).isFalse();
            assertThat(one.picture().cmks).hasSize(1);
        }
    }

    @Tag("sqlite")
    @Test
    void commitOfAWriterThatDiedBeforeItCountedIsFound() throws Exception {
        CmkRecord cmk = cmk();
        try (Opened one = Opened.at(file)) {
            long before = counter();
            try (Opened other = Opened.at(file)) {
                other.put(cmk);
            }
            setCounter(before + 1);
            one.store().pull();
            assertThat(one.picture().cmks).containsOnlyKeys(cmk.keyId());
        }
    }

    @Tag("sqlite")
    @Test
    void openingRepairsAnOddCounter() throws Exception {
        Opened.at(file).close();
        setCounter(41);
        try (Opened opened = Opened.at(file)) {
            assertThat(counter()).isEqualTo(42);
            assertThat(opened.store().hasChanges()).isFalse();
        }
    }

    @Tag("sqlite")
    @Test
    void slowWriterDoesNotHideTheNextOne() throws Exception {
        ChangeCounter slow = ChangeCounter.open(directory.resolve("counter"));
        ChangeCounter next = ChangeCounter.open(directory.resolve("counter"));
        ChangeCounter reader = ChangeCounter.open(directory.resolve("counter"));
        long first = slow.beginCommit();
        reader.remember(reader.read());
        long second = next.beginCommit();
        assertThat(reader.hasChanged()).as("the first commit ended").isTrue();
        reader.remember(reader.read());
        assertThat(slow.endCommit(first)).isEqualTo(first);
        assertThat(slow.isOdd()).as("the next commit is in flight").isTrue();
        assertThat(next.endCommit(second)).isEqualTo(second + 1);
        assertThat(reader.hasChanged()).isTrue();
    }

    @Tag("sqlite")
    @Test
    void lockOfAnotherProcessEndsInAClearError() throws Exception {
        try (Opened opened = Opened.at(file);
                var connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
                var statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            long start = System.nanoTime();
            assertThatThrownBy(() -> opened.put(cmk()))
                    .hasMessageContaining("ServiceUnavailableTemporary")
                    .hasMessageContaining(file.toString());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SqliteConnection.BUSY_TIMEOUT.plusSeconds(5));
            statement.executeUpdate("ROLLBACK");
            opened.put(cmk());
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long counter() throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve("kms.db.changes"));
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
    }

    private void setCounter(long value) throws Exception {
        byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array();
        Files.write(directory.resolve("kms.db.changes"), bytes, StandardOpenOption.WRITE);
    }
}
