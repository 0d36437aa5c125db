package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;

/** Keys of a store on a disk that is full, or that cannot be written. */
@Timeout(60)
class UnwritableStoreTest {
    private static final byte[] TEXT = "salaries".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path directory;
    private SmallDisk disk;
    private Path mounted;
    private Path home;
    private Path config;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(directory.resolve("disk"));
        home = disk.root().resolve("home");
        config = configuration("kms.properties", home);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            SmallDisk.unmount(mounted);
        }
        if (disk != null) {
            disk.close();
        }
    }

    private void mountReadOnly() throws IOException {
        mounted = directory.resolve("mounted");
        disk.mountReadOnly(mounted);
        config = configuration("reader.properties", mounted.resolve("home"));
    }

    private Path configuration(String name, Path itsHome) throws IOException {
        return Files.write(directory.resolve(name), List.of("root=keyfile", "home=" + itsHome));
    }

    private CliRun run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", config.toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    private static String createKey(Kms kms, String alias) {
        return kms.createKey(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(alias).build()).keyId();
    }

    private String createKey(String alias) {
        try (Kms kms = Kms.open(config)) {
            return createKey(kms, alias);
        }
    }

    private static void use(Kms kms, String key) {
        byte[] blob = kms.encrypt(key, TEXT, EncryptionContext.empty()).toByteArray();
        assertThat(kms.decrypt(blob, EncryptionContext.empty()).toByteArray()).isEqualTo(TEXT);
    }

    private void use(String key) {
        try (Kms kms = Kms.open(config)) {
            use(kms, key);
        }
    }

    @Test
    void keysOfAReadOnlyFileSystemAreUsedAndChangesAreRefused() throws IOException {
        String key = createKey("payroll");
        mountReadOnly();

        use(key);
        assertThat(run("key", "describe", "alias/payroll").exitCode()).isZero();
        assertThat(run("root", "status").exitCode()).isZero();
        assertThat(run("doctor").out()).contains("every row is authentic", "cannot be written");
        CliRun refused = run("key", "disable", key);
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).contains("opened for reading only");
        Path backup = directory.resolve("kms.backup");
        assertThat(run("store", "backup", "--verbose", backup.toString()).err()).isEmpty();
    }

    @Test
    void logThatStandsBesideTheStoreIsReadToo() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createDirectory(home);
        try (Kms writer = Kms.open(configuration("elsewhere.properties", elsewhere))) {
            createKey(writer, "payroll");
            for (String name : List.of("kms.db", "kms.db-wal", "kms.db-shm", "root.key")) {
                Files.copy(elsewhere.resolve(name), home.resolve(name));
            }
        }
        assertThat(Files.size(home.resolve("kms.db-wal"))).isPositive();
        mountReadOnly();
        use("alias/payroll");

        Files.delete(home.resolve("kms.db-shm"));
        assertThatThrownBy(() -> use("alias/payroll"))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("kms.db-wal holds changes");
    }

    @Test
    void keysAreUsedWhenTheDiskIsFull() throws IOException {
        String key = createKey("payroll");
        try (Kms running = Kms.open(config)) {
            disk.fill();
            use(running, key);
            refusesChanges(running);
            use(running, key);
        }
        use(key);
        try (Kms opened = Kms.open(config)) {
            refusesChanges(opened);
            use(opened, key);
        }
        disk.makeRoom();
        createKey("later");
        use("alias/later");
    }

    private static void refusesChanges(Kms kms) {
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                createKey(kms, "another" + i);
                            }
                        })
                .isInstanceOf(KmsException.class)
                .hasMessageMatching("(?s).*(disk is full|reading only|disk I/O error).*");
    }

    @Test
    void programWithAReadOnlyMountFollowsTheOneThatWrites() throws Exception {
        String key = createKey("payroll");
        Path writable = config;
        mountReadOnly();
        try (Kms reader = Kms.open(config)) {
            use(reader, key);
            try (Kms writer = Kms.open(writable)) {
                String late = createKey(writer, "late");
                writer.disableKey(key);
                awaitDisabled(reader, key);
                use(reader, late);
                assertThatThrownBy(() -> use(reader, key)).isInstanceOf(KmsException.class);
                writer.enableKey(key);
            }
            TimeUnit.MILLISECONDS.sleep(1100); // the reader's look
            use(reader, key);
        }
    }

    private static void awaitDisabled(Kms kms, String key) throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            if (kms.describeKey(key).keyState() == KeyState.DISABLED) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(kms.describeKey(key).keyState()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void newKeyFileThatCannotGetItsNameOpensTheStore() throws IOException {
        CliRun.of("key", "create", "--alias", "here", "--config", config.toString());
        Files.move(home.resolve("root.key"), home.resolve("root.key.next"));
        Files.writeString(home.resolve("root.key"), "the key file of before, which opens nothing");
        mountReadOnly();
        CliRun list = CliRun.of("key", "list", "--config", config.toString());
        assertThat(list.out()).as(list.err()).contains("here");
        assertThat(home.resolve("root.key.next")).exists();
    }

    @Test
    void doctorTellsOfADiskThatIsNearlyFullAndOfOneThatIsFull() throws IOException {
        CliRun.of("key", "create", "--config", config.toString());
        CliRun nearly = CliRun.of("doctor", "--config", config.toString());
        assertThat(nearly.out()).containsPattern("ADVICE +disk").contains("MiB is left");
        disk.fill();
        CliRun full = CliRun.of("doctor", "--config", config.toString());
        assertThat(full.out()).containsPattern("PROBLEM +disk").contains("make room");
        assertThat(full.exitCode()).isEqualTo(ExitCodes.REFUSED);
        disk.makeRoom();
    }
}
