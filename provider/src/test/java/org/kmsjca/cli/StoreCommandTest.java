package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was put back or lost, as its user meets it. */
class StoreCommandTest {
    @TempDir Path directory;
    private String config;

    @BeforeEach
    void makeStore() throws IOException {
        config =
                Files.writeString(
                                directory.resolve("kms.properties"),
                                "root=keyfile\ncaller.name=billing\nhome=" + directory + "\n")
                        .toString();
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "first");
    }

    private CliRun run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--config");
        all.add(config);
        return CliRun.of(all.toArray(String[]::new));
    }

    private String kms(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private String refused(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
        return run.err();
    }

    @Test
    void olderStoreIsRefusedUntilItsRevisionIsAccepted() throws IOException {
        Path database = directory.resolve("kms.db");
        Path older = Files.copy(database, directory.resolve("older"));
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "second");
        Files.move(older, database, StandardCopyOption.REPLACE_EXISTING);

        assertThat(refused("key", "list")).contains("kms store accept-revision");
        assertThat(run("doctor").out()).contains("kms store accept-revision");
        assertThat(kms("store", "accept-revision")).contains("the store is accepted");

        assertThat(kms("key", "list")).contains("first").doesNotContain("second");
        assertThat(kms("audit", "list")).contains("AcceptRevision").contains("billing=");
        assertThat(kms("audit", "list", "--json"))
                .contains("\"CallerName\"")
                .contains("\"OsUser\"")
                .contains("\"Host\"")
                .contains("\"ProcessId\": " + ProcessHandle.current().pid());
        assertThat(refused("store", "accept-revision")).contains("nothing to accept");
    }

    @Test
    void lostStoreIsNeverMadeAnew() throws IOException {
        Files.delete(directory.resolve("kms.db"));
        assertThat(refused("key", "list")).contains("is lost").contains("kms.db.revision");
        Files.delete(directory.resolve("kms.db.revision"));
        assertThat(refused("key", "list")).contains("is lost").contains("root.key");
        Files.write(directory.resolve("kms.db"), new byte[0]);
        assertThat(refused("key", "list")).contains("is lost").contains("root.key");
        Files.move(directory.resolve("root.key"), directory.resolve("old.key"));
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "new");
    }

    @Test
    void keyFileThatIsNamedMayBeThereBeforeItsStore() throws IOException {
        Path key = directory.resolve("named.key");
        Files.move(directory.resolve("root.key"), key);
        Files.delete(directory.resolve("kms.db"));
        Files.delete(directory.resolve("kms.db.revision"));
        Files.writeString(
                Path.of(config), "root=keyfile\nroot.keyfile=" + key + "\nhome=" + directory);
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "new");
    }

    @Test
    void clockIsAcceptedAndTheAuditTells() {
        assertThat(kms("store", "accept-time")).contains("the audit tells");
        assertThat(kms("audit", "list")).contains("AcceptTime");
    }
}
