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
        assertThat(refused("store", "accept-revision"))
                .contains("--yes", "has revision 1 of ")
                .contains("revision 2 was acknowledged: 1 change is given up");
        assertThat(refused("key", "list")).contains("kms store accept-revision");
        CliRun accepted = run("store", "accept-revision", "--yes");
        assertThat(accepted.out()).contains("the store is accepted");
        assertThat(accepted.err()).contains("1 change is given up");

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
    void lossIsNotKnownWhereTheRecordIsDamaged() throws IOException {
        Files.writeString(directory.resolve("kms.db.revision"), "nothing");
        assertThat(run("store", "accept-revision", "--yes").err()).contains("is unknown");
        assertThat(kms("key", "list")).contains("first");
    }

    /** By whatever path; the log is not even there. */
    @Test
    void backupReplacesNoFileOfTheStore() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        Path hardLink = directory.resolve("hard");
        Files.createLink(hardLink, directory.resolve("root.key"));
        byte[] key = Files.readAllBytes(hardLink);
        for (String name :
                List.of("kms.db", "kms.db-wal", "kms.db.revision", "kms.db.changes", "root.key")) {
            for (Path way : List.of(directory, link, directory.resolve("./x/.."))) {
                assertThat(refused("store", "backup", "--force", way.resolve(name).toString()))
                        .contains("file of the store itself");
            }
        }
        assertThat(refused("store", "backup", "--force", hardLink.toString()))
                .contains("file of the store itself");
        assertThat(directory.resolve("root.key")).hasBinaryContent(key);
        assertThat(kms("key", "list")).contains("first");
        kms("store", "backup", link.resolve("kms.backup").toString());
        kms("store", "backup", "--force", directory.resolve("kms.backup").toString());
    }

    @Test
    void clockIsAcceptedAndTheAuditTells() {
        assertThat(kms("store", "accept-time")).contains("the audit tells");
        assertThat(kms("audit", "list")).contains("AcceptTime");
    }
}
