package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;

/** {@code kms store backup} and {@code kms store restore}. */
@Timeout(60)
@Tag("once")
class StoreBackupTest {
    @TempDir private Path directory;
    private Path home;
    private Path database;
    private Path backup;
    private String config;

    @BeforeEach
    void configure() throws IOException {
        home = directory.resolve("home");
        database = home.resolve("kms.db");
        backup = directory.resolve("kms.backup");
        config = configuration("kms.properties", home, "root=keyfile");
    }

    private String configuration(String name, Path itsHome, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + itsHome);
        return Files.write(directory.resolve(name), all).toString();
    }

    private CliRun run(String... command) {
        return runWith(config, command);
    }

    private static CliRun runWith(String configuration, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", configuration));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String kms(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private void refused(String reason, String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.err()).contains(reason);
    }

    private void createKey(String alias) {
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", alias);
    }

    private String aliases() {
        return kms("alias", "list");
    }

    private void restore() {
        kms("store", "restore", backup.toString(), "--yes");
    }

    @Test
    void backupBesideFourWritersHasEveryCmkThatWasAcknowledgedBefore() throws Exception {
        kms("key", "list");
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                writers.add(threads.submit(() -> createKeys(acknowledged)));
            }
            for (int round = 0; round < 3; round++) {
                while (acknowledged.size() < 20 * round) {
                    TimeUnit.MILLISECONDS.sleep(2);
                }
                Set<String> before = Set.copyOf(acknowledged);
                kms("store", "backup", "--force", backup.toString());
                Path copy = Files.createDirectory(directory.resolve("copy" + round));
                Files.copy(backup, copy.resolve("kms.db"));
                Files.copy(home.resolve("root.key"), copy.resolve("root.key"));
                String itsConfig = configuration("copy.properties", copy, "root=keyfile");
                try (Kms kms = Kms.open(Path.of(itsConfig))) {
                    for (String keyId : before) {
                        assertThat(kms.describeKey(keyId).keyState()).isEqualTo(KeyState.ENABLED);
                    }
                }
                assertThat(runWith(itsConfig, "doctor").out())
                        .contains("every row is authentic")
                        .contains("the chain is intact");
            }
        } finally {
            threads.shutdownNow();
        }
        for (Future<?> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
    }

    private Object createKeys(Set<String> acknowledged) {
        try (Kms kms = Kms.open(Path.of(config))) {
            while (!Thread.currentThread().isInterrupted()) {
                acknowledged.add(
                        kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).build()).keyId());
            }
        } catch (KmsException e) {
            assertThat(Thread.currentThread().isInterrupted()).as(e.toString()).isTrue();
        }
        return acknowledged;
    }

    @Test
    void whatIsNoBackupIsRefusedByItsOwnName() throws IOException {
        createKey("first");
        Path nothing = directory.resolve("nothing");
        refused("the backup " + nothing + " is not there", "store", "restore", nothing.toString());
        refused("the backup " + home + " is a directory", "store", "restore", home.toString());
        Path empty = Files.createFile(directory.resolve("empty"));
        refused("the store " + empty + " is empty", "store", "restore", empty.toString());
    }

    @Test
    void backupIsOneFileOfItsOwnerAndLeavesNothingElse() throws IOException {
        createKey("first");

        kms("store", "backup", backup.toString());

        assertThat(Files.getPosixFilePermissions(backup))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(names(directory)).containsExactly("home", "kms.backup", "kms.properties");
        assertThat(names(home)).noneMatch(name -> name.contains("backup"));
        assertThat(kms("audit", "list")).contains("BackupStore");
        refused("exists; --force replaces it", "store", "backup", backup.toString());
    }

    @Test
    void olderBackupIsRestoredWhenThatIsConfirmedAndWhatGoesIsKept() throws IOException {
        createKey("first");
        kms("store", "backup", backup.toString());
        createKey("second");

        refused("older than the store", "store", "restore", backup.toString());
        assertThat(aliases()).contains("alias/second");

        JsonObject answer =
                JsonParser.parseString(
                                kms("store", "restore", backup.toString(), "--yes", "--json"))
                        .getAsJsonObject();
        assertThat(aliases()).contains("alias/first").doesNotContain("alias/second");
        assertThat(kms("audit", "list")).contains("RestoreStore");
        assertThat(kms("audit", "verify")).contains("intact");
        assertThat(names(home)).noneMatch(name -> name.contains("restoring"));

        Path other = Files.createDirectory(directory.resolve("other"));
        Files.copy(Path.of(answer.get("Kept").getAsString()), other.resolve("kms.db"));
        Files.copy(home.resolve("root.key"), other.resolve("root.key"));
        String itsConfig = configuration("other.properties", other, "root=keyfile");
        assertThat(runWith(itsConfig, "alias", "list").out()).contains("alias/second");
    }

    @Test
    void restoredStoreComesAfterEveryRevisionOfTheOneThatWent() {
        createKey("first");
        kms("store", "backup", backup.toString());
        createKey("second");
        createKey("third");
        restore();
        restore();

        JsonObject now =
                JsonParser.parseString(
                                kms("store", "backup", "--json", "--force", backup.toString()))
                        .getAsJsonObject();
        assertThat(now.get("Revision").getAsLong()).isGreaterThan(6);
    }

    @Test
    void missingAndDamagedStoreIsRestored() throws IOException {
        createKey("first");
        kms("store", "backup", backup.toString());

        Files.delete(database);
        Files.writeString(home.resolve("kms.db-wal"), "a log without a store");
        restore();
        assertThat(aliases()).contains("alias/first");
        assertThat(names(home))
                .anyMatch(name -> name.startsWith("kms.db.replaced-") && name.endsWith("-wal"));

        Files.write(database, new byte[100_000]);
        Files.writeString(home.resolve("kms.db-wal"), "not a log");
        refused("restore a backup: kms store restore FILE", "alias", "list");
        restore();
        assertThat(aliases()).contains("alias/first");
        assertThat(names(home)).anyMatch(name -> name.matches("kms.db.replaced-[0-9T]+"));
    }

    @Test
    void newMachineNeedsBothBackupsAndNothingElse() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "correct horse battery");
        Path rootBackup = directory.resolve("root.backup");
        createKey("first");
        kms("root", "backup", rootBackup.toString(), "--passphrase", "file:" + secret);
        kms("store", "backup", backup.toString());

        String there = configuration("new.properties", directory.resolve("new"), "root=keyfile");
        CliRun without = runWith(there, "store", "restore", backup.toString(), "--yes");
        assertThat(without.exitCode()).isEqualTo(ExitCodes.REFUSED);
        CliRun with =
                runWith(
                        there,
                        "store",
                        "restore",
                        backup.toString(),
                        "--yes",
                        "--root-backup",
                        rootBackup.toString(),
                        "--passphrase",
                        "file:" + secret);
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(runWith(there, "alias", "list").out()).contains("alias/first");
        assertThat(runWith(there, "audit", "list").out()).contains("RestoreRoot");
    }

    @Test
    void backupThatIsNotAuthenticIsRefusedAndTheStoreStays() throws IOException {
        createKey("first");
        kms("store", "backup", backup.toString());
        byte[] content = Files.readAllBytes(backup);
        int row = indexOf(content, "Enabled");
        content[row] ^= 1;
        Files.write(backup, content);

        refused("nothing was changed", "store", "restore", backup.toString(), "--yes");
        Files.writeString(backup, "no database at all");
        refused("nothing was changed", "store", "restore", backup.toString(), "--yes");
        refused("itself", "store", "restore", database.toString(), "--yes");
        assertThat(aliases()).contains("alias/first");
    }

    private static int indexOf(byte[] content, String text) {
        return new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void backupOfAnotherStoreIsRefused() throws IOException {
        createKey("first");
        Path elsewhere = directory.resolve("elsewhere");
        Files.createDirectory(elsewhere);
        Files.copy(home.resolve("root.key"), elsewhere.resolve("kept.key"));
        String other =
                configuration(
                        "other.properties",
                        elsewhere,
                        "root=keyfile",
                        "root.keyfile=" + elsewhere.resolve("kept.key"));
        assertThat(runWith(other, "store", "backup", backup.toString()).exitCode()).isNotZero();
        runWith(other, "key", "list");
        assertThat(runWith(other, "store", "backup", backup.toString()).exitCode()).isZero();

        refused("another store", "store", "restore", backup.toString(), "--yes");
        assertThat(aliases()).contains("alias/first");
    }

    @Test
    void storeThatAProgramHasOpenIsNotReplaced() {
        createKey("first");
        kms("store", "backup", backup.toString());
        try (Kms program = Kms.open(Path.of(config))) {
            program.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("late").build());

            refused("programs have it open", "store", "restore", backup.toString(), "--yes");
            assertThat(program.describeKey("alias/late").keyState()).isEqualTo(KeyState.ENABLED);
        }
        restore();
        assertThat(aliases()).doesNotContain("alias/late");
    }

    @Test
    void copyOfAClosedHomeWorks() throws IOException {
        createKey("first");
        Path copy = Files.createDirectory(directory.resolve("copy"));
        for (String name : List.of("kms.db", "root.key")) {
            Files.copy(home.resolve(name), copy.resolve(name));
        }
        String itsConfig = configuration("copy.properties", copy, "root=keyfile");
        assertThat(runWith(itsConfig, "alias", "list").out()).contains("alias/first");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
