package org.kmsjca.kms.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.AuditRecord;
import org.kmsjca.CmkSpec;
import org.kmsjca.HsmObject;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.PageRequest;
import org.kmsjca.config.Configuration;
import org.kmsjca.store.CmkRecord;
import org.kmsjca.store.VersionRecord;
import org.kmsjca.testing.PostgresServer;
import org.kmsjca.testing.SoftHsm;

/** Machines that are processes, each with a home of its own, and one store in PostgreSQL. */
@Tag("once")
@Timeout(180)
class ManyHostsTest {
    private static final Duration INTERVAL = Duration.ofDays(30);

    @TempDir private Path directory;
    private final List<Process> processes = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private String schema;

    @BeforeEach
    void makePassphrase() throws Exception {
        Files.writeString(directory.resolve("passphrase"), "of all hosts");
        schema = "many_" + Integer.toHexString(directory.toString().hashCode());
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(process -> process.toHandle().destroyForcibly());
    }

    private Path configure(String host, String... more) throws IOException {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "home=" + directory.resolve(host),
                                "store=" + PostgresServer.shared().url(),
                                "store.schema=" + schema,
                                "root=passphrase",
                                "root.passphrase=file:" + directory.resolve("passphrase")));
        lines.addAll(List.of(more));
        return Files.write(directory.resolve(host + ".properties"), lines);
    }

    private KmsEngine open(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return TestEngine.open(
                    Configuration.read(reader, file.toString(), directory), Clock.systemUTC());
        }
    }

    private Process start(Path configuration, String... more) throws Exception {
        Process process = HostProcess.start(configuration, more);
        processes.add(process);
        return process;
    }

    @Test
    @Tag("soak")
    void rotationThatEightProcessesFindDueHappensOnce() throws Exception {
        try (KmsEngine judge = open(configure("judge"))) {
            String key = judge.creations().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
            List<BufferedReader> outputs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                outputs.add(start(configure("host" + i), key).inputReader());
            }
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("ready");
            }
            makeDue(judge, key);
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("versions 2");
            }
            assertThat(judge.keys().describe(key).versions()).hasSize(2);
            assertThat(judge.audit().list(1, 100))
                    .extracting(AuditRecord::call)
                    .filteredOn("RotateKey"::equals)
                    .hasSize(1);
            assertThat(judge.store().check()).isEmpty();
        }
    }

    /** As if its only version were as old as the interval. */
    private static void makeDue(KmsEngine engine, String keyId) {
        CmkRecord cmk = Objects.requireNonNull(engine.lookup().cmk(keyId)).snapshot().record();
        VersionRecord version = cmk.versions().get(0);
        Instant then = Instant.now().minus(INTERVAL).minusSeconds(10);
        VersionRecord old = new VersionRecord(version.versionId(), then, version.publicKey());
        engine.store()
                .write(
                        transaction -> {
                            transaction.put(
                                    cmk.toBuilder()
                                            .versions(List.of(old), old.versionId())
                                            .rotationIntervalSeconds(INTERVAL.toSeconds())
                                            .build());
                            return true;
                        });
    }

    /** The owner stands still in the middle of making a key, then goes on; then it is killed. */
    @Test
    void whatAnotherMachineMakesInTheTokenIsTakenOverOnlyWhenItIsDead() throws Exception {
        String[] token = SoftHsm.token("kms-hosts-" + System.nanoTime()).settings();
        Path here = configure("here", token);
        open(here).close();
        Process owner = start(configure("there", token));
        Thread reader = new Thread(() -> read(owner));
        reader.start();

        String living = stopInTheMiddle(owner);
        try (KmsEngine engine = open(here)) { // which settles what the dead have left
            assertThat(tasks()).containsExactly(living);
            signal("CONT", owner);
            // Within store.staleness.
            while (tasks().contains(living) || !keys(engine).contains(living)) {
                TimeUnit.MILLISECONDS.sleep(5);
                engine.lookup().catchUp();
            }
        }
        String dead = stopInTheMiddle(owner);
        owner.toHandle().destroyForcibly();
        reader.join();
        while (tasks().contains(dead)) {
            open(here).close(); // the server may not know yet
        }
        try (KmsEngine engine = open(here)) {
            Set<String> versions = keys(engine);
            assertThat(versions).doesNotContain(dead);
            assertThat(versions).hasSizeGreaterThanOrEqualTo(acknowledged.size());
            for (String keyId : acknowledged) {
                assertThat(engine.keys().describe(keyId).versions()).hasSize(1);
            }
            List<HsmObject> objects =
                    Objects.requireNonNull(engine.modules().tokens()).objects("default");
            assertThat(objects).hasSameSizeAs(versions);
            assertThat(engine.store().check()).isEmpty();
        }
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(line.substring(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of all versions that CMKs have. */
    private static Set<String> keys(KmsEngine engine) {
        Set<String> versions = new HashSet<>();
        for (var cmk : engine.keys().list(KeyFilter.ALL, new PageRequest(1, 100)).items()) {
            engine.keys()
                    .describe(cmk.keyId())
                    .versions()
                    .forEach(version -> versions.add(version.keyVersionId()));
        }
        return versions;
    }

    /**
     * Stops a process between the note that a key is to be made and its end.
     *
     * @return the id of the version
     */
    private String stopInTheMiddle(Process process) throws Exception {
        while (true) {
            TimeUnit.MILLISECONDS.sleep(20);
            signal("STOP", process);
            List<String> found = tasks();
            if (!found.isEmpty() && !isLocked()) {
                return found.get(0);
            }
            signal("CONT", process);
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }

    private List<String> tasks() throws SQLException {
        return query(
                "SELECT version_id FROM %s.material_task WHERE kind = 'CREATE'".formatted(schema));
    }

    /** Whether the process was stopped in a transaction, for which others wait. */
    private boolean isLocked() throws SQLException {
        return !query(
                        "SELECT 1 FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation = '%s.store_info'::regclass"
                                .formatted(schema))
                .isEmpty();
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = PostgresServer.connect(PostgresServer.shared().url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
