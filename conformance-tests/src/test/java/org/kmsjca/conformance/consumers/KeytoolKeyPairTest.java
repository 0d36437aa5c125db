package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;

/**
 * The life of a server's key under keytool, from its generation to its deletion: one story, since
 * each start of keytool costs a second.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeytoolKeyPairTest {
    /** Keystore options; the password is asked of nobody but must be there to use a key. */
    private static final String[] NONE = {
        "-keystore", "NONE", "-storetype", "KMS", "-storepass", "unused"
    };

    private static KmsHome home;
    private static JdkTool keytool;
    private static Path descriptor;
    private static String webKeyId;

    @BeforeAll
    static void open(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        keytool = JdkTool.registered("keytool", JarPath.CLASS_PATH, home);
        descriptor = directory.resolve("empty.kms");
        Files.writeString(descriptor, KmsHome.DESCRIPTOR_LINE);
    }

    @AfterAll
    static void close() {
        home.close();
    }

    private static String[] on(String[] keystore, String... command) {
        String[] all = new String[command.length + keystore.length];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(keystore, 0, all, command.length, keystore.length);
        return all;
    }

    private static String file(String name) {
        return home.directory().resolve(name).toString();
    }

    private static CmkMetadata cmk(String alias) {
        return home.kms().describeKey("alias/" + alias);
    }

    private static List<X509Certificate> chain(String alias) {
        return home.kms().getCertificateChain("alias/" + alias);
    }

    @Test
    @Order(1)
    void genkeypairMakesAnRsaCmkWithoutAskingForPasswords() throws Exception {
        keytool.succeed(
                "-genkeypair",
                "-alias",
                "web",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-keystore",
                "NONE",
                "-storetype",
                "KMS",
                "-providerName",
                "KMS",
                "-protected");

        CmkMetadata made = cmk("web");
        webKeyId = made.keyId();
        assertThat(made.keySpec()).isEqualTo(KeySpec.RSA_2048);
        assertThat(made.keyUsage()).isEqualTo(KeyUsage.SIGN_VERIFY);
        assertThat(made.origin()).isEqualTo(Origin.ALIYUN_KMS);
        X509Certificate certificate = home.certificate("web");
        certificate.verify(home.kms().getPublicKey("alias/web"));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    }

    @Test
    @Order(2)
    void genkeypairMakesAnEcCmkThroughADescriptorFileAndKeepsTheFile() throws Exception {
        keytool.succeed(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Our CA",
                "-ext",
                "bc:c",
                "-keystore",
                descriptor.toString(),
                "-storetype",
                "KMS",
                "-providerName",
                "KMS",
                "-protected");

        assertThat(cmk("ca").keySpec()).isEqualTo(KeySpec.EC_P256);
        assertThat(cmk("ca").origin()).isEqualTo(Origin.ALIYUN_KMS);
        assertThat(chain("ca")).hasSize(1);
        assertThat(descriptor).hasContent(KmsHome.DESCRIPTOR_LINE);
    }

    @Test
    @Order(3)
    void listShowsBothAndFindsTheTypeInTheDescriptor() throws Exception {
        String printed =
                keytool.succeed(
                        "-list", "-v", "-keystore", descriptor.toString(), "-storepass", "unused");

        assertThat(printed)
                .contains("Keystore type: KMS", "Keystore provider: KMS")
                .contains("contains 2 entries", "Alias name: ca", "Alias name: web")
                .contains("Entry type: PrivateKeyEntry", "Certificate chain length: 1")
                .contains("Owner: CN=Our CA", "Owner: CN=localhost");
    }

    @Test
    @Order(4)
    void certreqSignsARequest() throws Exception {
        keytool.succeed(on(NONE, "-certreq", "-alias", "web", "-file", file("web.csr")));

        assertThat(checkedByOpenssl(file("web.csr")))
                .contains("verify OK", "Subject: CN = localhost");
    }

    @Test
    @Order(5)
    void certreqSignsWithPss() throws Exception {
        keytool.succeed(
                on(
                        NONE,
                        "-certreq",
                        "-alias",
                        "web",
                        "-sigalg",
                        "RSASSA-PSS",
                        "-file",
                        file("pss.csr")));

        assertThat(checkedByOpenssl(file("pss.csr")))
                .contains("verify OK", "Signature Algorithm: rsassaPss");
    }

    private static String checkedByOpenssl(String csr) throws Exception {
        OpenSsl.requireInstalled(home.directory());
        return Processes.succeed(
                home.directory(), OpenSsl.command("req", "-in", csr, "-noout", "-verify", "-text"));
    }

    @Test
    @Order(6)
    void gencertSignsTheRequestWithAnotherCmkAndImportcertAttachesTheChain() throws Exception {
        keytool.succeed(
                on(
                        NONE,
                        "-gencert",
                        "-alias",
                        "ca",
                        "-infile",
                        file("web.csr"),
                        "-outfile",
                        file("web.pem"),
                        "-rfc"));
        keytool.succeed(on(NONE, "-importcert", "-alias", "web", "-file", file("web.pem")));

        assertThat(cmk("web").keyId()).isEqualTo(webKeyId);
        assertThat(chain("web")).hasSize(2).endsWith(home.certificate("ca"));
        home.certificate("web").verify(home.certificate("ca").getPublicKey());
    }

    @Test
    @Order(7)
    void exportcertWritesTheCertificate() throws Exception {
        keytool.succeed(
                on(NONE, "-exportcert", "-alias", "web", "-rfc", "-file", file("exported.pem")));

        try (InputStream in = Files.newInputStream(Path.of(file("exported.pem")))) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .isEqualTo(home.certificate("web"));
        }
    }

    @Test
    @Order(8)
    void changealiasRenamesTheCmk() throws Exception {
        keytool.succeed(on(NONE, "-changealias", "-alias", "web", "-destalias", "Shop/web"));

        CmkMetadata renamed = home.kms().describeKey(webKeyId);
        assertThat(renamed.aliases()).containsExactly("Shop/web");
        assertThat(renamed.keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(chain("Shop/web")).hasSize(2);
    }

    @Test
    @Order(9)
    void selfcertReplacesTheChainAndNothingElse() throws Exception {
        keytool.succeed(on(NONE, "-selfcert", "-alias", "Shop/web"));

        assertThat(cmk("Shop/web").keyId()).isEqualTo(webKeyId);
        assertThat(chain("Shop/web")).hasSize(1);
        assertThat(cmk("Shop/web").versions()).hasSize(1);
    }

    @Test
    @Order(10)
    void storepasswdIsRefused() throws Exception {
        assertThat(keytool.fail(on(NONE, "-storepasswd", "-new", "another")))
                .contains("the password of the KMS cannot be changed here");

        assertThat(home.keyStore().containsAlias("Shop/web")).isTrue();
    }

    @Test
    @Order(11)
    void importkeystoreOutOfTheKmsTakesNoKeyAlong() throws Exception {
        Path pkcs12 = Path.of(file("stolen.p12"));
        Outcome outcome =
                keytool.run(
                        "-importkeystore",
                        "-srckeystore",
                        descriptor.toString(),
                        "-srcstoretype",
                        "KMS",
                        "-srcstorepass",
                        "unused",
                        "-destkeystore",
                        pkcs12.toString(),
                        "-deststorepass",
                        "changeit",
                        "-noprompt");

        assertThat(outcome.printed())
                .contains(
                        "Entry for alias ca not imported", "Entry for alias Shop/web not imported")
                .contains("0 entries successfully imported, 2 entries failed")
                .doesNotContain("\tat ");
        assertThat(KeyStore.getInstance(pkcs12.toFile(), Https.PASSWORD).size()).isZero();
        assertThat(home.keyStore().size()).isEqualTo(2);
    }

    @Test
    @Order(12)
    void deleteSchedulesTheCmksDeletion() throws Exception {
        keytool.succeed(on(NONE, "-delete", "-alias", "Shop/web"));

        CmkMetadata deleted = home.kms().describeKey(webKeyId);
        assertThat(deleted.keyState()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(deleted.deleteDate()).isPresent();
        assertThat(deleted.aliases()).isEmpty();
        assertThat(cmk("ca").keyState()).isEqualTo(KeyState.ENABLED);
    }
}
