package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.Kms;
import org.kmsjca.testing.PostgresServer;
import org.kmsjca.testing.Swtpm;

/** {@code kms store} with a store in PostgreSQL. */
@Tag("once")
@Timeout(120)
class PostgresStoreTest {
    @TempDir private Path directory;
    private Path home;
    private String url;
    private String schema;
    private String inFile;
    private String inDatabase;

    @BeforeEach
    void configure() throws IOException {
        home = directory.resolve("home");
        url = PostgresServer.shared().url();
        schema = "cli_" + Integer.toHexString(directory.toString().hashCode());
        inFile = configuration("file.properties", "store.schema=" + schema);
        inDatabase =
                configuration(
                        "database.properties",
                        "store=" + url,
                        "store.schema=" + schema,
                        "store.staleness=0");
    }

    private String configuration(String name, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + home);
        all.add("root=keyfile");
        return Files.write(directory.resolve(name), all).toString();
    }

    private static CliRun run(String configuration, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", configuration));
        return CliRun.of(all.toArray(String[]::new));
    }

    private static String kms(String configuration, String... command) {
        CliRun run = run(configuration, command);
        assertThat(run.err() + run.out()).as(String.join(" ", command)).isNotNull();
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void storeMovesIntoTheDatabaseAndBack() throws Exception {
        kms(inFile, "key", "create", "--spec", "EC_P256", "--alias", "alias/signer");
        String before = kms(inFile, "alias", "list");
        String file = "sqlite:" + home.resolve("kms.db");
        assertThat(kms(inFile, "store", "status")).contains(home.resolve("kms.db").toString());
        kms(inFile, "store", "copy", file, url);
        assertThat(kms(inDatabase, "alias", "list")).isEqualTo(before);
        assertThat(run(inFile, "store", "copy", file, url).err()).contains("already");
        assertThat(kms(inDatabase, "audit", "verify")).contains("intact");

        kms(inDatabase, "key", "create", "--spec", "Aliyun_AES_256", "--alias", "alias/aes");
        String grown = kms(inDatabase, "alias", "list");
        String back = "sqlite:" + directory.resolve("back.db");
        kms(inDatabase, "store", "copy", url, back);
        String inCopy = configuration("copy.properties", "store=" + back);
        assertThat(kms(inCopy, "alias", "list")).isEqualTo(grown);
        assertThat(kms(inCopy, "audit", "verify")).contains("intact");
    }

    @Test
    void backupIsRestoredIntoTheDatabase() throws Exception {
        kms(inDatabase, "key", "create", "--spec", "EC_P256", "--alias", "alias/signer");
        String before = kms(inDatabase, "alias", "list");
        Path backup = directory.resolve("kms.backup");
        kms(inDatabase, "store", "backup", backup.toString());
        kms(inDatabase, "key", "create", "--spec", "EC_P256", "--alias", "alias/later");
        String restored = kms(inDatabase, "store", "restore", "--yes", backup.toString());
        assertThat(restored).contains("restored from", "what was there before is kept");
        assertThat(kms(inDatabase, "alias", "list")).isEqualTo(before);
        assertThat(kms(inDatabase, "audit", "verify")).contains("intact");

        PostgresServer.shared().sql("DROP SCHEMA " + schema + " CASCADE");
        assertThat(run(inDatabase, "key", "list").err()).contains("is lost");
        kms(inDatabase, "store", "restore", "--yes", backup.toString());
        assertThat(kms(inDatabase, "alias", "list")).isEqualTo(before);
    }

    @Test
    void storeThatChangesWhileItIsAskedAboutIsNotRestored() {
        kms(inDatabase, "key", "create", "--spec", "EC_P256", "--alias", "alias/signer");
        Path backup = directory.resolve("kms.backup");
        kms(inDatabase, "store", "backup", backup.toString());
        try (Kms kms = Kms.open(Path.of(inDatabase))) {
            assertThatThrownBy(
                            () ->
                                    kms.store()
                                            .restore(
                                                    backup,
                                                    plan -> {
                                                        kms(
                                                                inDatabase,
                                                                "key",
                                                                "create",
                                                                "--alias",
                                                                "alias/meanwhile");
                                                        return true;
                                                    }))
                    .hasMessageContaining("another program has changed it");
        }
        assertThat(kms(inDatabase, "alias", "list")).contains("alias/meanwhile");
        assertThat(kms(inDatabase, "audit", "verify")).contains("intact");
    }

    @Test
    void eachHostHasItsOwnTpm() throws Exception {
        try (Swtpm first = Swtpm.start(directory.resolve("tpm1"));
                Swtpm second = Swtpm.start(directory.resolve("tpm2"))) {
            String one = host("one", first);
            String two = host("two", second);
            kms(one, "key", "create", "--spec", "EC_P256", "--alias", "alias/signer");
            String key =
                    kms(one, "key", "describe", "alias/signer")
                            .replaceAll("(?s).*?([0-9a-f-]{36}).*", "$1");
            String aliases = kms(one, "alias", "list");
            CliRun without = run(two, "alias", "list");
            assertThat(without.exitCode()).isNotZero();
            assertThat(without.err()).contains("TPM");

            String storageKey = directory.resolve("storage-key.pem").toString();
            kms(two, "root", "storage-key", storageKey);
            kms(one, "root", "enroll", "--storage-key", storageKey);
            assertThat(kms(two, "alias", "list")).isEqualTo(aliases);
            kms(two, "key", "disable", key);
            assertThat(kms(one, "key", "describe", "alias/signer")).contains("Disabled");
        }
    }

    private String host(String name, Swtpm tpm) throws IOException {
        Path file = directory.resolve(name + ".properties");
        List<String> lines =
                List.of(
                        "home=" + directory.resolve(name),
                        "store=" + url,
                        "store.schema=" + schema,
                        "store.staleness=0",
                        "root=tpm",
                        "tpm.device=" + tpm.device());
        return Files.write(file, lines).toString();
    }

    @Test
    void statusTellsOfTheDatabase() {
        kms(inDatabase, "key", "list");
        assertThat(kms(inDatabase, "store", "status"))
                .contains("jdbc:postgresql://127.0.0.1:")
                .contains("schema " + schema)
                .contains("revision ")
                .contains("program       kms ")
                .contains("notification ");
    }

    @Test
    void doctorTellsHowTheDatabaseIsUsed() {
        kms(inDatabase, "key", "list");
        String doctor = run(inDatabase, "doctor").out();
        assertThat(doctor)
                .contains("schema " + schema)
                .contains("every row is authentic")
                .contains("sslmode is not set")
                .contains("superuser");
    }
}
