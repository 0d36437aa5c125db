package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;

/**
 * JVMs of one machine or several that write to one store in PostgreSQL: nothing is lost, nobody is
 * refused without cause.
 */
@Tag("once")
class PostgresLoadTest {
    @TempDir Path directory;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    /** The last acknowledged turn of each that was changed. */
    private final Map<String, Integer> turns = new ConcurrentHashMap<>();

    private PostgresAddress address(PostgresServer server, String home) {
        return new PostgresAddress(
                server.url(),
                null,
                null,
                "load_" + Integer.toHexString(directory.toString().hashCode()),
                Duration.ofSeconds(1),
                Duration.ZERO,
                directory.resolve(home).resolve("postgresql"));
    }

    /** Takes down what a process says was acknowledged. */
    private String follow(Process process) throws IOException {
        return follow(process, new CountDownLatch(1));
    }

    private String follow(Process process, CountDownLatch said) throws IOException {
        String last = "";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("+")) {
                    made.add(line.substring(1));
                } else if (line.startsWith("-")) {
                    removed.add(line.substring(1));
                } else if (line.startsWith("=")) {
                    String[] words = line.substring(1).split(" ");
                    turns.put(words[0], Integer.valueOf(words[1]));
                } else if (!line.equals(LoadProcess.DONE)) {
                    failures.add(line);
                }
                last = line;
                said.countDown();
            }
        }
        return last;
    }

    /** What a machine remembers whose programs have all ended. */
    private long recorded(String home) throws IOException {
        Path record = directory.resolve(home).resolve("postgresql.revision");
        return Stream.of(Files.readString(record).split("\n"))
                .mapToLong(slot -> Long.parseLong(slot.split(" ")[2]))
                .max()
                .orElseThrow();
    }

    /** A thread that was removing one when it was killed may have done it, and not said it. */
    private void assertNothingIsLost(PostgresServer server, boolean killed) {
        try (Opened opened = Opened.at(address(server, "judge"))) {
            assertThat(failures).isEmpty();
            assertThat(opened.store().check()).isEmpty();
            assertThat(opened.store().verifyAudit().problem()).isEmpty();
            Set<String> there = opened.picture().cmks.keySet();
            opened.picture().cmks.values().forEach(cmk -> assertIsWhole(opened, cmk));
            Set<String> expected = new HashSet<>(made);
            expected.removeAll(removed);
            Set<String> missing = new HashSet<>(expected);
            missing.removeAll(there);
            assertThat(there).doesNotContainAnyElementsOf(removed);
            if (!killed) {
                assertThat(missing).isEmpty();
                assertThat(there).hasSameSizeAs(expected);
            }
            System.out.printf(
                    "%d made, %d changed, %d removed, %d there, revision %d, audit of %d records%n",
                    made.size(),
                    turns.size(),
                    removed.size(),
                    there.size(),
                    opened.store().revision().number(),
                    opened.store().verifyAudit().intactRecords());
            // Each that is missing was removed by somebody who could not say so.
            List<String> recorded = new ArrayList<>();
            opened.store()
                    .audit(0, Integer.MAX_VALUE)
                    .forEach(record -> recorded.add(record.keyId().orElse("")));
            missing.removeAll(recorded);
            assertThat(missing).isEmpty();
        }
    }

    /** With its material, and as its last acknowledged change or a later one left it. */
    private void assertIsWhole(Opened opened, CmkRecord cmk) {
        assertThat(opened.store().material(cmk.keyId(), cmk.primaryVersionId()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(cmk.keyId());
        Integer turn = turns.get(cmk.keyId());
        if (turn != null) {
            assertThat(cmk.description()).startsWith("turn ");
            assertThat(Integer.parseInt(cmk.description().substring(5)))
                    .isGreaterThanOrEqualTo(turn);
        }
    }

    @Test
    @Timeout(120)
    void twoProgramsWriteTogether() throws Exception {
        PostgresServer server = PostgresServer.shared();
        run(server, 2, 5);
        assertNothingIsLost(server, false);
    }

    /** What is read while others write is one state, and would not be with weaker isolation. */
    @Test
    @Timeout(120)
    void readsAreOfOneStateAndReadCommittedRaisesFalseAlarms() throws Exception {
        PostgresServer server = PostgresServer.shared();
        Process writer = LoadProcess.start(address(server, "writer"), 100, 1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Future<String> written = executor.submit(() -> follow(writer));
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            while (made.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            proxy.slow(false);
            PostgresAddress direct = address(server, "reader");
            PostgresAddress slow =
                    new PostgresAddress(
                            proxy.url(),
                            null,
                            null,
                            direct.schema(),
                            direct.staleness(),
                            direct.outage(),
                            direct.place());
            try (Opened reader = Opened.at(slow)) {
                for (int i = 0; i < 100; i++) {
                    reader.store().pull();
                }
                proxy.slow(true);
                assertThatThrownBy(
                                () -> {
                                    while (writer.isAlive()) {
                                        reader.store().pull();
                                    }
                                })
                        .hasMessageContaining("changed by something other than the KMS");
            }
        } finally {
            writer.toHandle().destroyForcibly();
            executor.shutdown();
        }
        assertThat(written.get()).isNotEmpty();
        assertThat(failures).isEmpty();
    }

    private void run(PostgresServer server, int processes, long seconds) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(processes);
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Process process = LoadProcess.start(address(server, "host"), seconds, i);
            all.add(executor.submit(() -> follow(process)));
        }
        for (Future<String> each : all) {
            assertThat(each.get()).isEqualTo(LoadProcess.DONE);
        }
        executor.shutdown();
        try (Opened opened = Opened.at(address(server, "judge"))) {
            assertThat(recorded("host")).isEqualTo(opened.store().revision().number());
        }
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void twoProgramsWriteForAMinute() throws Exception {
        PostgresServer server = PostgresServer.shared();
        run(server, 2, Long.getLong("soak.seconds", 60));
        assertNothingIsLost(server, false);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void programsAreKilledAndServersCrash() throws Exception {
        int kills = Integer.getInteger("soak.kills", 500);
        int stops = Integer.getInteger("soak.stops", 20);
        try (PostgresServer server = PostgresServer.start()) {
            Opened.at(address(server, "judge")).close();
            ExecutorService executor = Executors.newFixedThreadPool(4);
            List<Future<Integer>> killers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int own = i;
                killers.add(executor.submit(() -> kill(server, own, (kills + own) / 3)));
            }
            Future<Integer> crashes =
                    executor.submit(
                            () -> {
                                int done = 0;
                                while (done < stops) {
                                    TimeUnit.SECONDS.sleep(5);
                                    server.stop("immediate");
                                    server.launch();
                                    done++;
                                }
                                return done;
                            });
            int killed = 0;
            for (Future<Integer> each : killers) {
                killed += each.get();
            }
            assertThat(killed).isEqualTo(kills);
            assertThat(crashes.get()).isEqualTo(stops);
            System.out.println(killed + " kills, " + crashes.get() + " crashes of the server");
            executor.shutdown();
            assertNothingIsLost(server, true);
        }
    }

    private int kill(PostgresServer server, int own, int times) throws Exception {
        Random random = new Random(own);
        for (int i = 0; i < times; i++) {
            Process process =
                    LoadProcess.start(address(server, "host" + own), 600, own * 10_000L + i);
            CountDownLatch said = new CountDownLatch(1);
            Thread killer =
                    new Thread(
                            () -> {
                                try {
                                    said.await(10, TimeUnit.SECONDS);
                                    TimeUnit.MILLISECONDS.sleep(random.nextInt(1000));
                                } catch (InterruptedException e) {
                                    return;
                                }
                                // Process.destroyForcibly would close the stream.
                                process.toHandle().destroyForcibly();
                            });
            killer.start();
            follow(process, said);
            killer.join();
        }
        return times;
    }
}
