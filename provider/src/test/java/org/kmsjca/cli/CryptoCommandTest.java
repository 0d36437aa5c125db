package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kms crypto} and {@code kms key versions}. */
class CryptoCommandTest {
    private static final String HELLO = "aGVsbG8=";

    @TempDir private Path directory;

    @BeforeEach
    void create() throws IOException {
        Files.writeString(directory.resolve("kms.properties"), "home=home\nroot=keyfile\n");
        create("aes", "Aliyun_AES_256");
        create("ec", "EC_P256");
        create("mac", "HMAC_SHA_256");
    }

    private void create(String alias, String spec) {
        assertThat(kms("key", "create", "--spec", spec, "--alias", alias).exitCode()).isZero();
    }

    private CliRun kms(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", directory.resolve("kms.properties").toString()));
        return CliRun.of(all.toArray(String[]::new));
    }

    private JsonObject json(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        CliRun run = kms(all.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s", run).isZero();
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String string(JsonObject document, String name) {
        return document.get(name).getAsString();
    }

    private static byte[] bytes(JsonObject document, String name) {
        return Base64.getDecoder().decode(string(document, name));
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(name)));
    }

    @Test
    void encryptAndDecryptAnswerByTheKmssNames() {
        JsonObject encrypted =
                json(
                        "crypto",
                        "encrypt",
                        "--key",
                        "alias/aes",
                        "--plaintext",
                        HELLO,
                        "--context",
                        "a=b");
        assertThat(encrypted.keySet()).contains("KeyId", "KeyVersionId", "CiphertextBlob");
        assertThat(bytes(encrypted, "CiphertextBlob")).hasSize(36 + 12 + 5 + 16);
        String blob = string(encrypted, "CiphertextBlob");
        JsonObject decrypted =
                json("crypto", "decrypt", "--ciphertext-blob", blob, "--context", "a=b");
        assertThat(string(decrypted, "Plaintext")).isEqualTo(HELLO);
        assertThat(decrypted.get("KeyId")).isEqualTo(encrypted.get("KeyId"));
        assertThat(decrypted.get("KeyVersionId")).isEqualTo(encrypted.get("KeyVersionId"));
        CliRun text = kms("crypto", "decrypt", "--ciphertext-blob", blob, "--context", "a=b");
        assertThat(text.out().strip()).isEqualTo(HELLO);
        CliRun refused = kms("crypto", "decrypt", "--ciphertext-blob", blob);
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(refused.err()).startsWith("kms: InvalidParameter");
    }

    @Test
    void filesHaveBytesAndSecretsAreTheirOwnersOnly() throws IOException {
        Files.write(directory.resolve("text"), new byte[] {0, 1, (byte) 0xFF});
        assertThat(
                        kms(
                                        "crypto",
                                        "encrypt",
                                        "--key",
                                        "alias/aes",
                                        "--in",
                                        file("text"),
                                        "--out",
                                        file("blob"))
                                .out()
                                .strip())
                .isEqualTo(file("blob") + ": CiphertextBlob");
        JsonObject decrypted =
                json("crypto", "decrypt", "--in", file("blob"), "--out", file("again"));
        assertThat(string(decrypted, "PlaintextFile")).isEqualTo(file("again"));
        assertThat(decrypted.has("Plaintext")).isFalse();
        assertThat(directory.resolve("again")).hasBinaryContent(new byte[] {0, 1, (byte) 0xFF});
        assertThat(permissions("again")).isEqualTo("rw-------");
        CliRun there = kms("crypto", "decrypt", "--in", file("blob"), "--out", file("again"));
        assertThat(there.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(there.err()).contains("exists already");
    }

    @Test
    void clearDataKeyIsShownOnlyOnDemand() throws IOException {
        JsonObject without = json("crypto", "generate-data-key", "--key", "alias/aes");
        assertThat(without.keySet())
                .contains("KeyId", "KeyVersionId", "CiphertextBlob")
                .doesNotContain("Plaintext");
        JsonObject shown =
                json(
                        "crypto",
                        "generate-data-key",
                        "--key",
                        "alias/aes",
                        "--bytes",
                        "16",
                        "--show-plaintext");
        assertThat(bytes(shown, "Plaintext")).hasSize(16);
        // Decrypt gives the text of the key in Base64, as the KMS does.
        JsonObject opened =
                json("crypto", "decrypt", "--ciphertext-blob", string(shown, "CiphertextBlob"));
        assertThat(
                        new String(
                                bytes(opened, "Plaintext"),
                                java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo(string(shown, "Plaintext"));
        CliRun toFile =
                kms(
                        "crypto",
                        "generate-data-key",
                        "--key",
                        "alias/aes",
                        "--plaintext-out",
                        file("data.key"));
        assertThat(toFile.exitCode()).isZero();
        assertThat(Files.readAllBytes(directory.resolve("data.key"))).hasSize(32);
        assertThat(permissions("data.key")).isEqualTo("rw-------");
    }

    @Test
    void clearKeyGoesAgainWithAnAnswerThatFails() throws IOException {
        Files.writeString(directory.resolve("taken"), "precious");
        CliRun run =
                kms(
                        "crypto",
                        "generate-data-key",
                        "--key",
                        "alias/aes",
                        "--plaintext-out",
                        file("data.key"),
                        "--out",
                        file("taken"));
        assertThat(run.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(directory.resolve("data.key")).doesNotExist();
        assertThat(directory.resolve("taken")).hasContent("precious");
    }

    @Test
    void dataKeyPairHasAPublicKeyAndAnEncryptedPrivateOne() {
        JsonObject pair =
                json("crypto", "generate-data-key-pair", "--key", "alias/aes", "--spec", "EC_P256");
        assertThat(string(pair, "KeyPairSpec")).isEqualTo("EC_P256");
        assertThat(string(pair, "PublicKey")).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(pair.keySet())
                .contains("PrivateKeyCiphertextBlob")
                .doesNotContain("PrivateKeyPlaintext");
        JsonObject shown =
                json(
                        "crypto",
                        "generate-data-key-pair",
                        "--key",
                        "alias/aes",
                        "--spec",
                        "EC_P256",
                        "--show-plaintext");
        assertThat(bytes(shown, "PrivateKeyPlaintext")[0]).isEqualTo((byte) 0x30);
        CliRun refused =
                kms("crypto", "generate-data-key-pair", "--key", "alias/aes", "--spec", "Ed25519");
        assertThat(refused.err()).startsWith("kms: InvalidParameter: KeyPairSpec is Ed25519");
    }

    private PublicKey publicKey() throws Exception {
        String pem = string(json("key", "public-key", "alias/ec"), "PublicKey");
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    }

    @Test
    void signatureOfAMessageAndOfItsDigestAreTheSameToTheJdk() throws Exception {
        byte[] message = "a letter".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Files.write(directory.resolve("letter"), message);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
        String digestText = Base64.getEncoder().encodeToString(digest);
        String[] common = {"--key", "alias/ec", "--algorithm", "ECDSA_SHA_256"};
        for (String[] what :
                List.of(
                        new String[] {"--digest", digestText},
                        new String[] {"--in", file("letter"), "--message"})) {
            List<String> line = new ArrayList<>(List.of("crypto", "sign"));
            line.addAll(List.of(common));
            line.addAll(List.of(what));
            JsonObject signed = json(line.toArray(String[]::new));
            Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
            verifier.initVerify(publicKey());
            verifier.update(message);
            assertThat(verifier.verify(bytes(signed, "Value"))).isTrue();

            line.set(1, "verify");
            line.addAll(List.of("--value", string(signed, "Value")));
            line.addAll(List.of("--version-id", string(signed, "KeyVersionId")));
            JsonObject verified = json(line.toArray(String[]::new));
            assertThat(verified.get("Value").getAsBoolean()).isTrue();
            assertThat(verified.get("KeyId")).isEqualTo(signed.get("KeyId"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "MAYCAQECAQE="})
    void signatureThatIsNoneEndsWithOne(String value) {
        CliRun run =
                kms(
                        "crypto",
                        "verify",
                        "--key",
                        "alias/ec",
                        "--algorithm",
                        "ECDSA_SHA_256",
                        "--digest",
                        Base64.getEncoder().encodeToString(new byte[32]),
                        "--value",
                        value);
        assertThat(run.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(run.out().strip()).isEqualTo("not valid");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void codeOfAMessageIsVerified() {
        JsonObject made = json("crypto", "mac", "--key", "alias/mac", "--message", HELLO);
        assertThat(string(made, "Algorithm")).isEqualTo("HMAC_SHA_256");
        assertThat(bytes(made, "Mac")).hasSize(32);
        JsonObject verified =
                json(
                        "crypto",
                        "verify-mac",
                        "--key",
                        "alias/mac",
                        "--message",
                        HELLO,
                        "--value",
                        string(made, "Mac"));
        assertThat(verified.get("Value").getAsBoolean()).isTrue();
        CliRun other =
                kms(
                        "crypto",
                        "verify-mac",
                        "--key",
                        "alias/mac",
                        "--message",
                        "AAAA",
                        "--value",
                        string(made, "Mac"));
        assertThat(other.exitCode()).isEqualTo(ExitCodes.REFUSED);
        assertThat(other.out().strip()).isEqualTo("not valid");
    }

    @Test
    void wrongUsageIsToldInOneLine() {
        assertUsage("either --plaintext or --in", "crypto", "encrypt", "--key", "alias/aes");
        assertUsage("not Base64", "crypto", "encrypt", "--key", "alias/aes", "--plaintext", "a b");
        assertUsage(
                "go with --algorithm",
                "crypto",
                "decrypt",
                "--key",
                "alias/aes",
                "--ciphertext-blob",
                HELLO);
        assertUsage(
                "--json needs an --out that is a file",
                "crypto",
                "random",
                "--bytes",
                "3",
                "--out",
                "-",
                "--json");
        assertUsage(
                "--message needs --in",
                "crypto",
                "sign",
                "--key",
                "alias/ec",
                "--algorithm",
                "ECDSA_SHA_256",
                "--digest",
                HELLO,
                "--message");
        assertUsage(
                "SM3(Z_A || M)",
                "crypto",
                "sign",
                "--key",
                "alias/ec",
                "--algorithm",
                "SM2DSA",
                "--in",
                file("kms.properties"),
                "--message");
        assertUsage(
                "one of --plaintext-out and --show-plaintext",
                "crypto",
                "generate-data-key",
                "--key",
                "alias/aes",
                "--show-plaintext",
                "--plaintext-out",
                file("x"));
        assertUsage(
                "either --value or --value-in",
                "crypto",
                "verify-mac",
                "--key",
                "alias/mac",
                "--message",
                HELLO);
    }

    private void assertUsage(String reason, String... arguments) {
        CliRun run = kms(arguments);
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.out() + run.err()).contains(reason);
    }

    @Test
    void randomBytesAreAsManyAsAskedFor() {
        assertThat(bytes(json("crypto", "random", "--bytes", "7"), "Random")).hasSize(7);
        CliRun refused = kms("crypto", "random", "--bytes", "1025");
        assertThat(refused.err()).startsWith("kms: InvalidParameter").contains("1 to 1024");
    }

    @Test
    void versionsAreListed() {
        JsonObject listed = json("key", "versions", "alias/aes");
        JsonObject version =
                listed.getAsJsonObject("KeyVersions")
                        .getAsJsonArray("KeyVersion")
                        .get(0)
                        .getAsJsonObject();
        assertThat(string(version, "KeyVersionId"))
                .isEqualTo(
                        string(
                                json("crypto", "encrypt", "--key", "alias/aes", "--plaintext", ""),
                                "KeyVersionId"));
        assertThat(kms("key", "versions", "alias/aes").out()).contains("primary");
        assertThat(kms("key", "versions", "alias/ec").out()).doesNotContain("primary");
    }
}
