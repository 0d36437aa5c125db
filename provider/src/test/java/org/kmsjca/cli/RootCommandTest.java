package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.testing.Swtpm;

/** {@code kms root}, from the first store to the loss of the TPM. */
@Tag("once")
class RootCommandTest {
    private static final int PCR = 16;

    @TempDir private Path directory;
    private Swtpm swtpm;
    private String config;
    private String passphrase;

    @BeforeEach
    void start() throws IOException {
        swtpm = Swtpm.start(directory.resolve("tpm"));
        Path secret = Files.writeString(directory.resolve("secret"), "correct horse battery");
        passphrase = "file:" + secret;
        configure("root=tpm");
    }

    @AfterEach
    void stop() {
        swtpm.close();
    }

    private void configure(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + directory.resolve("home"));
        all.add("root.passphrase=" + passphrase);
        if (all.stream().noneMatch(line -> line.startsWith("tpm.device"))) {
            all.add("tpm.device=" + swtpm.device());
        }
        config = Files.write(directory.resolve("kms.properties"), all).toString();
    }

    private String kms(String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    private CliRun run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--config");
        all.add(config);
        return CliRun.of(all.toArray(String[]::new));
    }

    private void refused(String reason, String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.err()).contains(reason);
    }

    private void createKey() {
        kms("key", "create", "--spec", "Aliyun_AES_256", "--alias", "orders");
    }

    private void keyIsThere() {
        assertThat(kms("key", "describe", "alias/orders")).contains("Aliyun_AES_256");
    }

    private List<String> envelopes(String field) {
        JsonObject status =
                JsonParser.parseString(kms("root", "status", "--json")).getAsJsonObject();
        List<String> values = new ArrayList<>();
        status.getAsJsonArray("Envelopes")
                .forEach(each -> values.add(each.getAsJsonObject().get(field).getAsString()));
        return values;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void newStoreIsSealedByTheTpmAndItsOwnerIsToldToMakeABackup() throws IOException {
        CliRun first = run("key", "create", "--spec", "EC_P256", "--alias", "orders");
        assertThat(first.err()).contains("is sealed by the TPM", "kms root backup");
        assertThat(kms("doctor"))
                .contains("TPM 2.0 " + swtpm.device() + ", sealed to this TPM")
                .contains("ADVICE", "every key is lost", "kms root backup");

        kms("root", "backup", file("backup"), "--passphrase", passphrase);

        assertThat(kms("doctor")).doesNotContain("every key is lost");
        assertThat(kms("root", "status")).contains("last backup: 2");
        assertThat(Files.getPosixFilePermissions(directory.resolve("backup"))).hasSize(2);
        refused("exists already", "root", "backup", file("backup"), "--passphrase", passphrase);
    }

    @Test
    void autoTakesTheTpmThatSealsAndElseAKeyFile() throws Exception {
        configure("root=auto");
        createKey();
        assertThat(envelopes("Kind")).containsExactly("tpm");

        configure("root=auto", "tpm.device=/dev/no-such-tpm", "store=sqlite:other.db");
        CliRun other = run("key", "list");
        assertThat(other.err()).contains("key file", "No TPM is used", "does not exist");
        assertThat(envelopes("Kind")).containsExactly("keyfile");

        swtpm.tool("tpm2_changeauth", "-c", "o", "owner secret");
        configure("root=auto", "store=sqlite:third.db");
        assertThat(run("key", "list").err()).contains("key file", "set tpm.parent");
        assertThat(envelopes("Kind")).containsExactly("keyfile");
    }

    @Test
    void rootOfTrustChangesAndKeysStay() throws Exception {
        createKey();
        for (String kind : List.of("passphrase", "keyfile", "tpm")) {
            kms("root", "change", "--to", kind);
            assertThat(envelopes("Kind")).containsExactly(kind);
            refused("set root to what protects it", "key", "list");
            configure("root=" + kind);
            keyIsThere();
        }
        refused("is no root of trust", "root", "change", "--to", "hope");
    }

    @Test
    void plannedChangeOfAPcrIsPreparedAndConfirmed() throws Exception {
        configure("root=tpm", "tpm.pcrs=sha256:0," + PCR);
        createKey();
        String before = pcr();
        swtpm.extend(PCR);
        String after = pcr();
        refused("PCR 16 of bank sha256 changed", "key", "list");
        swtpm.reboot();
        keyIsThere();
        assertThat(before).isNotEqualTo(after);

        kms("root", "reseal", "--expect", PCR + "=" + after);
        assertThat(envelopes("Description").get(0)).contains("2 states allowed");
        keyIsThere();
        swtpm.extend(PCR);
        keyIsThere();

        kms("root", "reseal");
        keyIsThere();
        refused("are not values of the PCRs", "root", "reseal", "--expect", "5=" + after);
        refused("are not values of the PCRs", "root", "reseal", "--expect", PCR + "=00");
        refused("is not hexadecimal", "root", "reseal", "--expect", PCR + "=xyz");
        assertThat(kms("audit", "list").lines())
                .filteredOn(line -> line.contains("ResealRoot"))
                .extracting(line -> line.replaceAll(" +", " ").split(" ")[6])
                .containsExactly("OK", "OK", "InvalidParameter", "InvalidParameter");
        swtpm.reboot();
        refused("PCR 16 of bank sha256 changed", "key", "list");
        configure("root=tpm");
        refused("PCR 16 of bank sha256 changed", "root", "reseal");
    }

    private String pcr() throws Exception {
        String read = swtpm.tool("tpm2_pcrread", "sha256:" + PCR);
        return read.substring(read.indexOf("0x") + 2).strip().toLowerCase(Locale.ROOT);
    }

    @Test
    void secondTpmThatIsConnectedOpensTheStoreToo() throws Exception {
        createKey();
        try (Swtpm second = Swtpm.start(directory.resolve("second"))) {
            kms("root", "enroll", "--device", second.device());
            assertThat(envelopes("Kind")).containsExactly("tpm", "tpm");
            keyIsThere();
            configure("root=tpm", "tpm.device=" + second.device());
            keyIsThere();
            swtpm.replaceChip();
            configure("root=tpm");
            refused("is not the one that the root key was sealed by", "key", "list");
        }
    }

    @Test
    void whatIsWrongWithTheOwnTpmIsToldAlsoWhereTheStoreIsShared() throws Exception {
        createKey();
        try (Swtpm second = Swtpm.start(directory.resolve("second"))) {
            configure("root=tpm", "tpm.pcrs=sha256:16");
            kms("root", "enroll", "--device", second.device());
            second.extend(PCR);
            configure("root=tpm", "tpm.device=" + second.device());
            refused("PCR 16 of bank sha256 changed", "key", "list");
        }
    }

    @Test
    void tpmOfAnotherMachineIsEnrolledByItsStorageKey() throws Exception {
        createKey();
        for (String parent : List.of("ecc", "rsa")) {
            try (Swtpm other = Swtpm.start(directory.resolve("other-" + parent))) {
                String there = "tpm.device=" + other.device();
                configure("root=tpm", there, "tpm.parent=" + parent, "store=sqlite:nothing.db");
                kms("root", "storage-key", file(parent + ".pub"));

                configure("root=tpm");
                kms("root", "enroll", "--storage-key", file(parent + ".pub"));
                keyIsThere();

                configure("root=tpm", there);
                keyIsThere();
                other.reboot();
                keyIsThere();
            }
        }
        assertThat(envelopes("Description"))
                .hasSize(3)
                .last()
                .asString()
                .contains("made elsewhere");
        configure("root=tpm");
        refused(
                "is no parent",
                "root",
                "enroll",
                "--storage-key",
                file("ecc.pub"),
                "--parent",
                "srk");
        refused("cannot be the parent", "root", "enroll", "--storage-key", config);
    }

    @Test
    void backupOpensTheStoreWhenTheTpmIsGone() throws Exception {
        createKey();
        kms("root", "backup", file("backup"), "--passphrase", passphrase);
        swtpm.tool("tpm2_clear");
        refused("was cleared", "key", "list");

        Path wrong = Files.writeString(directory.resolve("wrong"), "wrong");
        refused(
                "passphrase is not",
                "root",
                "restore",
                file("backup"),
                "--passphrase",
                "file:" + wrong);
        kms("root", "restore", file("backup"), "--passphrase", passphrase);
        keyIsThere();
        assertThat(envelopes("Kind")).containsExactly("tpm");

        try (Swtpm elsewhere = Swtpm.start(directory.resolve("elsewhere"))) {
            configure("root=tpm", "tpm.device=" + elsewhere.device());
            kms("root", "enroll", "--from", file("backup"), "--passphrase", passphrase);
            keyIsThere();
        }
        configure("root=tpm");
        keyIsThere();
        assertThat(envelopes("Kind")).containsExactly("tpm", "tpm");

        configure("root=keyfile", "store=sqlite:other.db");
        kms("key", "list");
        refused(
                "is of another store",
                "root",
                "restore",
                file("backup"),
                "--passphrase",
                passphrase);
    }

    @Test
    void doctoredBackupIsRefused() throws Exception {
        createKey();
        kms("root", "backup", file("backup"), "--passphrase", passphrase);
        String text = Files.readString(directory.resolve("backup"));
        for (String doctored :
                List.of(
                        text.replace(",65536,", ",999999999,"),
                        text.replace("argon2id", "argon2d"),
                        text.replaceFirst("[A-Za-z0-9+/=]{10}\n$", "\n"),
                        text + "more\n",
                        "")) {
            Files.writeString(directory.resolve("doctored"), doctored);
            CliRun run = run("root", "restore", file("doctored"), "--passphrase", passphrase);
            assertThat(run.exitCode()).as(doctored).isEqualTo(ExitCodes.REFUSED);
        }
        keyIsThere();
    }

    @Test
    void recoveryPassphraseOpensTheStoreAndTheLastWayStays() throws Exception {
        createKey();
        kms("root", "enroll", "--to", "passphrase");
        assertThat(kms("doctor")).doesNotContain("every key is lost");
        swtpm.replaceChip();
        refused("is not the one", "key", "list");
        configure("root=passphrase");
        keyIsThere();
        kms("root", "remove", envelopes("EnvelopeId").get(0));
        assertThat(envelopes("Kind")).containsExactly("passphrase");
        refused("no other envelope", "root", "remove", envelopes("EnvelopeId").get(0));
        refused("has no envelope", "root", "remove", "1");
        configure("root=auto");
        keyIsThere();
    }

    @Test
    void exportedKeyFileIsAWayInAgain() throws IOException {
        createKey();
        String first = envelopes("EnvelopeId").get(0);
        kms("root", "export", first, file("root.pem"));
        assertThat(Files.readString(directory.resolve("root.pem")))
                .startsWith("-----BEGIN TSS2 PRIVATE KEY-----");
        kms("root", "import", file("root.pem"));
        kms("root", "remove", first);
        assertThat(envelopes("Kind")).containsExactly("tpm");
        keyIsThere();

        configure("root=keyfile", "store=sqlite:other.db");
        kms("key", "list");
        refused("something else than the root key", "root", "import", file("root.pem"));
        refused("cannot be used", "root", "import", config);
    }

    @Test
    void withoutAStoreThereIsNothingToAdminister() {
        refused("there is no store", "root", "status");
        assertThat(run("root", "enroll").exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
    }
}
