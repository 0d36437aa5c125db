package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;

/** {@code kms crypto} in a real shell, with openssl at the other end. */
@Tag("once")
class CryptoShellTest {
    private static final List<String> VERBS =
            List.of(
                    "encrypt",
                    "decrypt",
                    "re-encrypt",
                    "generate-data-key",
                    "generate-data-key-pair",
                    "sign",
                    "verify",
                    "mac",
                    "verify-mac",
                    "random");

    @TempDir private Path directory;

    @BeforeEach
    void create() throws Exception {
        try (KmsHome home = new KmsHome(directory.resolve("home"))) {
            home.create("orders", KeySpec.ALIYUN_AES_256);
            home.create("archive", KeySpec.ALIYUN_AES_256);
            home.create("mail", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
            home.create("payroll", KeySpec.RSA_2048);
            home.create("sessions", KeySpec.HMAC_SHA_256);
        }
        Files.writeString(directory.resolve("note.txt"), "a note");
        Files.writeString(directory.resolve("letter.txt"), "a letter\n");
    }

    private Bash.Outcome shell(String line) throws Exception {
        return new Bash(directory, "-XX:TieredStopAtLevel=1", "home/kms.properties").run(line);
    }

    /** All examples of the help texts, one after the other, as a reader types them. */
    @Test
    void examplesOfTheHelpTextsWorkInTheirOrder() throws Exception {
        StringBuilder script = new StringBuilder("set -e\n");
        for (String verb : VERBS) {
            for (String example : examples(shell("kms crypto " + verb + " --help").out())) {
                script.append(example).append('\n');
            }
        }
        Bash.Outcome ran = shell(script.toString());
        assertThat(ran.exitCode()).as("%s", ran).isZero();
        assertThat(directory.resolve("again.txt")).hasContent("a note");
        assertThat(ran.out()).contains("Verified OK\n", "valid\n");
        for (String confidential :
                List.of("again.txt", "data.key", "pair.der", "recovery.secret")) {
            assertThat(permissions(confidential)).as(confidential).isEqualTo("rw-------");
        }
    }

    /** The lines as they stand there; a long example goes on behind a backslash. */
    private static List<String> examples(String help) {
        String tail = help.substring(help.indexOf("Examples:\n") + "Examples:\n".length());
        List<String> examples = tail.lines().filter(line -> !line.isBlank()).toList();
        assertThat(examples).isNotEmpty();
        return examples;
    }

    private String permissions(String file) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(file)));
    }

    @Test
    void bytesGoThroughPipes() throws Exception {
        Bash.Outcome ran =
                shell(
                        "head -c 5000 /dev/zero | kms crypto encrypt --key alias/orders --context a=b"
                                + " --in - --out - | kms crypto re-encrypt --in - --source-context a=b"
                                + " --destination-key alias/archive --out - | kms crypto decrypt --in"
                                + " - --out - | cmp -n 5000 - /dev/zero");
        assertThat(ran).isEqualTo(new Bash.Outcome(0, "", ""));
        assertThat(shell("kms crypto random --bytes 700 --out - | wc -c").out()).isEqualTo("700\n");
    }

    @Test
    void opensslAndTheKmsVerifyEachOther() throws Exception {
        Bash.Outcome signed =
                shell(
                        "kms key public-key alias/payroll > payroll.pem && openssl dgst -sha256"
                                + " -binary letter.txt > digest && kms crypto sign --key alias/payroll"
                                + " --algorithm RSA_PSS_SHA_256 --in - --out letter.sig < digest &&"
                                + " openssl pkeyutl -verify -pubin -inkey payroll.pem -in digest"
                                + " -sigfile letter.sig -pkeyopt digest:sha256 -pkeyopt"
                                + " rsa_padding_mode:pss && kms crypto verify --key alias/payroll"
                                + " --algorithm RSA_PSS_SHA_256 --digest \"$(base64 -w0 digest)\""
                                + " --value \"$(base64 -w0 letter.sig)\"");
        assertThat(signed.exitCode()).as("%s", signed).isZero();
        assertThat(signed.out()).contains("Signature Verified Successfully\n").endsWith("valid\n");

        Bash.Outcome other =
                shell(
                        "echo another > letter.txt; kms crypto verify --key alias/payroll --algorithm"
                                + " RSA_PSS_SHA_256 --in letter.txt --message --value-in letter.sig");
        assertThat(other).isEqualTo(new Bash.Outcome(1, "not valid\n", ""));
    }

    @Test
    void whatOpensslEncryptsIsDecrypted() throws Exception {
        Bash.Outcome ran =
                shell(
                        "kms key public-key alias/mail > mail.pem && openssl pkeyutl -encrypt -pubin"
                                + " -inkey mail.pem -in note.txt -out note.rsa -pkeyopt"
                                + " rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt"
                                + " rsa_mgf1_md:sha256 && kms crypto decrypt --key alias/mail"
                                + " --algorithm RSAES_OAEP_SHA_256 --in note.rsa --out -");
        assertThat(ran).isEqualTo(new Bash.Outcome(0, "a note", ""));
    }

    @Test
    void opensslReadsTheDataKeyPair() throws Exception {
        Bash.Outcome ran =
                shell(
                        "kms crypto generate-data-key-pair --key alias/orders --spec EC_P384 --out"
                                + " pair.blob --plaintext-out pair.der | grep -v pair > public.pem &&"
                                + " openssl pkey -inform DER -in pair.der -pubout | cmp - public.pem &&"
                                + " kms crypto decrypt --in pair.blob --out - | base64 -d | cmp -"
                                + " pair.der");
        assertThat(ran).isEqualTo(new Bash.Outcome(0, "", ""));
    }
}
