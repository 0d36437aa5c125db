package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata.KeyVersion;
import org.kmsjca.HsmObject;
import org.kmsjca.KeySpec;
import org.kmsjca.testing.Swtpm;
import picocli.CommandLine;

/** The answers of every command, held to the JSON Schemas in provider/docs/schemas. */
@Tag("once")
class AnswerSchemaTest {
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    private final AnswerSchemas schemas = new AnswerSchemas();
    private final Set<String> seen = new TreeSet<>();
    @TempDir private Path directory;
    private String config;
    private Swtpm swtpm;

    AnswerSchemaTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        swtpm = Swtpm.start(directory.resolve("tpm"));
        config = configure("home", "root=tpm", "tpm.device=" + swtpm.device());
    }

    @AfterEach
    void stop() {
        swtpm.close();
    }

    private String configure(String home, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("home=" + directory.resolve(home));
        return Files.write(directory.resolve(home + ".properties"), all).toString();
    }

    private static void assertFits(AnswerSchemas schemas, String schemaId, String document) {
        assertThat(schemas.faults(schemaId, document)).as(document).isEmpty();
    }

    /** Runs a command, whose name has as many words as are said, and checks its answer. */
    private JsonObject answer(int words, String... command) {
        CliRun run = run(command);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        String name = "kms " + String.join(" ", List.of(command).subList(0, words));
        assertFits(schemas, schemas.idOf(name), run.out());
        seen.add(name);
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private CliRun run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--json", "--config", config));
        return CliRun.of(all.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String text(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    @Test
    void schemasAreSchemas() {
        schemas.texts().forEach((id, text) -> assertFits(schemas, META_SCHEMA, text));
    }

    /** One walk, because the last check asks whether no command was left out. */
    @Test
    void everyCommandAnswersByItsSchema() throws Exception {
        keys();
        imports();
        namesAndTags();
        cryptography();
        files();
        roots();
        stores();
        answer(2, "audit", "list");
        answer(2, "audit", "verify");
        answer(1, "doctor");
        answer(1, "completion");
        answer(1, "help", "key");
        answer(1, "version");
        notRunHere();

        Set<String> commands = new TreeSet<>();
        collect("kms", KmsCommand.commandLine(nowhere()), commands);
        assertThat(schemas.byCommand().keySet()).isEqualTo(commands);
        assertThat(seen).isEqualTo(commands);
    }

    private static Output nowhere() {
        return new Output(
                java.io.OutputStream.nullOutputStream(),
                java.io.OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8);
    }

    private static void collect(String name, CommandLine command, Set<String> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.add(name);
        }
        command.getSubcommands()
                .forEach((word, deeper) -> collect(name + " " + word, deeper, leaves));
    }

    private String create(String... options) {
        List<String> command = new ArrayList<>(List.of("key", "create"));
        command.addAll(List.of(options));
        return answer(2, command.toArray(String[]::new))
                .getAsJsonObject("KeyMetadata")
                .get("KeyId")
                .getAsString();
    }

    private void keys() {
        String key = create("--alias", "orders", "--rotation-interval", "30d", "--tag", "a=b");
        create("--spec", "EC_P256", "--description", "signs");
        create("--spec", "HMAC_SHA_256");
        create("--no-raw-ciphers");
        answer(2, "key", "update-description", key, "rows of orders");
        answer(2, "key", "disable", key);
        answer(2, "key", "describe", key);
        answer(2, "key", "enable", key);
        answer(2, "key", "protect", key, "--description", "in use");
        answer(2, "key", "describe", "alias/orders");
        answer(2, "key", "unprotect", key);
        answer(2, "key", "schedule-deletion", key, "--days", "7");
        answer(2, "key", "describe", key);
        answer(2, "key", "cancel-deletion", key);
        answer(2, "key", "update-rotation", key, "--interval", "7d");
        answer(2, "key", "update-rotation", key, "--off");
        String pair = create("--spec", "RSA_2048", "--alias", "payroll");
        answer(2, "key", "public-key", pair);
        answer(2, "key", "list");
        answer(2, "key", "list", "--page", "2", "--page-size", "2");
        answer(2, "key", "list", "--creator", "OSS");
    }

    private void imports() throws Exception {
        String key = create("--origin", "EXTERNAL");
        JsonObject parameters =
                answer(
                        2,
                        "key",
                        "import-parameters",
                        key,
                        "--public-key",
                        file("wrap.pem"),
                        "--token",
                        file("token"));
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] token = base64.decode(parameters.get("ImportToken").getAsString());
        assertThat(directory.resolve("token")).hasBinaryContent(token);
        byte[] encoded = base64.decode(parameters.get("PublicKey").getAsString());
        Cipher wrapping = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        wrapping.init(
                Cipher.ENCRYPT_MODE,
                KeyFactory.getInstance("RSA", "SunRsaSign")
                        .generatePublic(new X509EncodedKeySpec(encoded)),
                new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        Files.write(directory.resolve("material"), wrapping.doFinal(new byte[32]));
        answer(
                2,
                "key",
                "import",
                key,
                "--material",
                file("material"),
                "--token",
                file("token"),
                "--expires",
                "2099-01-01T00:00:00Z");
        assertThat(
                        answer(2, "key", "describe", key)
                                .getAsJsonObject("KeyMetadata")
                                .get("MaterialExpireTime")
                                .getAsString())
                .isEqualTo("2099-01-01T00:00:00Z");
        answer(2, "key", "delete-material", key);
    }

    private void namesAndTags() {
        String key = create();
        answer(2, "alias", "create", "one", key);
        answer(2, "alias", "update", "one", key);
        answer(2, "alias", "list");
        answer(2, "alias", "list", "--key", key);
        answer(2, "alias", "delete", "one");
        answer(2, "tag", "add", key, "team=orders", "stage");
        answer(2, "tag", "list", key);
        answer(2, "tag", "remove", key, "team");
    }

    private void cryptography() throws IOException {
        answer(2, "key", "versions", "alias/orders");
        String blob =
                answer(2, "crypto", "encrypt", "--key", "alias/orders", "--plaintext", "aGVsbG8=")
                        .get("CiphertextBlob")
                        .getAsString();
        answer(2, "crypto", "decrypt", "--ciphertext-blob", blob);
        answer(2, "crypto", "decrypt", "--ciphertext-blob", blob, "--out", file("clear"));
        answer(
                2,
                "crypto",
                "re-encrypt",
                "--ciphertext-blob",
                blob,
                "--destination-key",
                "alias/orders",
                "--out",
                file("blob"));
        answer(2, "crypto", "generate-data-key", "--key", "alias/orders", "--show-plaintext");
        answer(2, "crypto", "generate-data-key", "--key", "alias/orders");
        String[] pair = {
            "crypto", "generate-data-key-pair", "--key", "alias/orders", "--spec", "EC_P256"
        };
        answer(2, pair);
        List<String> clear = new ArrayList<>(List.of(pair));
        clear.addAll(List.of("--plaintext-out", file("private.key"), "--out", file("pair.blob")));
        answer(2, clear.toArray(String[]::new));
        String letter = text("letter.txt", "Dear Sir");
        String[] signed = {
            "--key", "alias/payroll", "--algorithm", "RSA_PSS_SHA_256", "--in", letter, "--message"
        };
        answer(2, with("sign", signed));
        answer(2, with("sign", signed, "--out", file("letter.sig")));
        answer(2, with("verify", signed, "--value-in", file("letter.sig")));
        create("--spec", "HMAC_SHA_256", "--alias", "codes");
        String[] message = {"--key", "alias/codes", "--in", letter};
        answer(2, with("mac", message));
        answer(2, with("mac", message, "--out", file("letter.mac")));
        answer(2, with("verify-mac", message, "--value-in", file("letter.mac")));
        answer(2, "crypto", "random", "--bytes", "16");
        CliRun wrong = run(with("verify-mac", message, "--value", "AAAA"));
        assertThat(wrong.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertFits(schemas, schemas.idOf("kms crypto verify-mac"), wrong.out());
    }

    private static String[] with(String verb, String[] options, String... more) {
        List<String> command = new ArrayList<>(List.of("crypto", verb));
        command.addAll(List.of(options));
        command.addAll(List.of(more));
        return command.toArray(String[]::new);
    }

    private void files() throws IOException {
        String plain = text("plain.txt", "rows");
        answer(1, "encrypt", "--key", "alias/orders", plain, "-o", file("rows.kms"));
        answer(1, "decrypt", file("rows.kms"), "-o", file("rows.txt"));
        answer(1, "demo", plain, "--output", file("demo"));
    }

    private void roots() throws IOException {
        String passphrase = "file:" + text("secret", "correct horse battery");
        answer(2, "root", "storage-key", file("storage.pub"));
        JsonObject status = answer(2, "root", "status");
        String first = envelope(status.getAsJsonArray("Envelopes"), 0);
        answer(2, "root", "reseal");
        answer(2, "root", "backup", file("root.backup"), "--passphrase", passphrase);
        answer(2, "root", "restore", file("root.backup"), "--passphrase", passphrase);
        JsonArray envelopes = answer(2, "root", "status").getAsJsonArray("Envelopes");
        String present = envelope(envelopes, 0);
        assertThat(present).isNotEqualTo(first);
        answer(2, "root", "export", present, file("root.pem"));
        answer(2, "root", "import", file("root.pem"));
        answer(2, "root", "remove", present);
        try (Swtpm second = Swtpm.start(directory.resolve("tpm2"))) {
            answer(2, "root", "enroll", "--device", second.device());
        }
        answer(2, "root", "change", "--to", "keyfile");
        config = configure("home", "root=keyfile");
    }

    private static String envelope(JsonArray envelopes, int index) {
        return envelopes.get(index).getAsJsonObject().get("EnvelopeId").getAsString();
    }

    private void stores() throws IOException {
        String backup = file("store.backup");
        answer(2, "store", "backup", backup);
        answer(2, "store", "restore", backup, "--yes");
        answer(2, "store", "accept-time");
        answer(2, "store", "status");
        answer(
                2,
                "store",
                "copy",
                "sqlite:" + directory.resolve("home/kms.db"),
                "sqlite:" + file("copy.db"));
        Path database = directory.resolve("home/kms.db");
        Path older = Files.copy(database, directory.resolve("older"));
        create();
        Files.move(older, database, StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("key", "list").exitCode()).isEqualTo(ExitCodes.REFUSED);
        answer(2, "store", "accept-revision", "--yes");
    }

    /** A version is made after 7 days, and the keys of a token are for the conformance tests. */
    private void notRunHere() {
        String id = "1234abcd-12ab-34cd-56ef-1234567890ab";
        Answer version =
                KeyAnswers.version(id, new KeyVersion(id, Instant.parse("2026-01-02T03:04:05Z")));
        assertFits(schemas, schemas.idOf("kms key create-version"), numbered(version.json()));
        seen.add("kms key create-version");
        Answer objects =
                HsmCommand.listed(
                        List.of(
                                new HsmObject(
                                        "default",
                                        "token",
                                        "0a1b",
                                        "EC private key",
                                        "",
                                        Optional.of(KeySpec.EC_P256),
                                        true,
                                        false),
                                new HsmObject(
                                        "prod",
                                        "t",
                                        "",
                                        "key",
                                        "x",
                                        Optional.empty(),
                                        false,
                                        true)));
        assertFits(schemas, schemas.idOf("kms hsm list"), numbered(objects.json()));
        seen.add("kms hsm list");
        // answers as kms key create does, by the same class
        assertThat(schemas.idOf("kms hsm adopt")).isEqualTo(schemas.idOf("kms key create"));
        seen.add("kms hsm adopt");
    }

    private static String numbered(JsonObject document) {
        document.addProperty("RequestId", "1234abcd-12ab-34cd-56ef-1234567890ab");
        return document.toString();
    }

    @Test
    void failuresAreOfOneSchemaAndEachRunHasItsOwnNumber() {
        Set<String> numbers = new HashSet<>();
        for (String line :
                List.of(
                        "key describe alias/nobody",
                        "key describe",
                        "key create --spec RSA_1024",
                        "key disable acs:kms:cn-hangzhou:7:key/x",
                        "audit verify --known 3",
                        "decrypt /no/such/file -o /dev/null",
                        "tag")) {
            CliRun run = run(line.split(" "));
            assertThat(run.exitCode()).isNotZero();
            assertFits(schemas, AnswerSchemas.ERROR, run.out());
            numbers.add(
                    JsonParser.parseString(run.out())
                            .getAsJsonObject()
                            .get("RequestId")
                            .getAsString());
        }
        assertThat(numbers).hasSize(7);
    }
}
