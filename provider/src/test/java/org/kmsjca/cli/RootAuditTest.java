package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** What {@code kms root} leaves in the audit. */
@Tag("once")
class RootAuditTest {
    @TempDir private Path directory;
    private String config;
    private String passphrase;
    private String backup;

    @BeforeEach
    void makeStore() throws IOException {
        passphrase =
                "file:" + Files.writeString(directory.resolve("secret"), "correct horse battery");
        backup = directory.resolve("backup").toString();
        configure("root=keyfile");
        kms("key", "list");
    }

    private void configure(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + directory);
        all.add("root.passphrase=" + passphrase);
        config = Files.write(directory.resolve("kms.properties"), all).toString();
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

    private void refused(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
    }

    private List<String> envelopes() {
        List<String> ids = new ArrayList<>();
        for (JsonElement each :
                JsonParser.parseString(kms("root", "status", "--json"))
                        .getAsJsonObject()
                        .getAsJsonArray("Envelopes")) {
            ids.add(each.getAsJsonObject().get("EnvelopeId").getAsString());
        }
        return ids;
    }

    /** Call, envelope and outcome of each record. */
    private List<String> audit() {
        assertThat(kms("audit", "verify")).contains("intact").doesNotContain("BROKEN");
        List<String> lines = new ArrayList<>();
        for (JsonElement each :
                JsonParser.parseString(kms("audit", "list", "--json"))
                        .getAsJsonObject()
                        .getAsJsonArray("AuditRecords")) {
            JsonObject record = each.getAsJsonObject();
            String about = record.has("KeyId") ? record.get("KeyId").getAsString() : "-";
            assertThat(record.get("Caller").getAsString()).isEqualTo("user");
            lines.add(
                    record.get("Call").getAsString()
                            + " "
                            + about
                            + " "
                            + record.get("Outcome").getAsString());
        }
        return lines;
    }

    @Test
    void everyChangeOfTheRootIsRecordedWithItsEnvelope() throws IOException {
        kms("root", "enroll", "--to", "passphrase");
        List<String> two = envelopes();
        kms("root", "remove", two.get(0));
        configure("root=passphrase");
        kms("root", "change", "--to", "keyfile");
        List<String> changed = envelopes();
        configure("root=keyfile");
        kms("root", "backup", backup, "--passphrase", passphrase);
        kms("root", "restore", backup, "--passphrase", passphrase);
        List<String> restored = envelopes();
        kms("root", "enroll", "--from", backup, "--passphrase", passphrase);
        List<String> enrolled = envelopes();

        assertThat(audit())
                .containsExactly(
                        "EnrollRoot " + two.get(1) + " OK",
                        "RemoveRoot " + two.get(0) + " OK",
                        "ChangeRoot " + changed.get(0) + " OK",
                        "BackupRoot - OK",
                        "RestoreRoot " + restored.get(0) + " OK",
                        "EnrollRoot " + enrolled.get(1) + " OK");
        assertThat(kms("audit", "list", "--key", two.get(0))).contains("RemoveRoot");
    }

    @Test
    void refusalsAreRecordedWithTheirCode() {
        String only = envelopes().get(0);
        refused("root", "remove", only);
        refused("root", "remove", "nothing");
        Path missing = directory.resolve("missing/backup");
        refused("root", "backup", missing.toString(), "--passphrase", passphrase);

        assertThat(audit())
                .containsExactly(
                        "RemoveRoot " + only + " InvalidParameter",
                        "RemoveRoot nothing InvalidParameter",
                        "BackupRoot - InternalFailure");
    }

    /** A trigger could swallow the record of what is done. */
    @Test
    void nothingIsDoneInAStoreWithATrigger() throws SQLException {
        kms("root", "enroll", "--to", "passphrase");
        List<String> before = envelopes();
        sql(
                "CREATE TRIGGER full BEFORE INSERT ON audit"
                        + " BEGIN SELECT RAISE(ABORT, 'no room'); END");

        refused("root", "change", "--to", "keyfile");
        refused("root", "enroll", "--to", "keyfile");
        refused("root", "remove", before.get(0));
        refused("root", "backup", backup, "--passphrase", passphrase);

        refused("root", "status");
        assertThat(directory.resolve("backup")).doesNotExist();
        sql("DROP TRIGGER full");
        assertThat(envelopes()).isEqualTo(before);
        assertThat(kms("root", "status")).contains("last backup: none");
        assertThat(audit()).hasSize(1);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        JDBC.createConnection(
                                "jdbc:sqlite:" + directory.resolve("kms.db"), new Properties());
                Statement command = connection.createStatement()) {
            command.execute(statement);
        }
    }
}
