package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeyFilter;
import org.kmsjca.PageRequest;

/** keytool with names of entries as other KeyStores have them. */
@Tag("once")
class KeytoolEntryNamesTest {
    private static final String[] KMS = {
        "-keystore", "NONE", "-storetype", "KMS", "-storepass", "unused"
    };
    private static final String HOST = "www.example.com";

    private KmsHome home;
    private JdkTool keytool;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        keytool = JdkTool.registered("keytool", JarPath.CLASS_PATH, home);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private String onKms(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(KMS));
        return keytool.succeed(all.toArray(String[]::new));
    }

    private List<String> names() throws Exception {
        return Collections.list(home.keyStore().aliases());
    }

    private void importFrom(Path file) throws Exception {
        Outcome outcome = tryImportFrom(file);
        assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
    }

    private Outcome tryImportFrom(Path file) throws Exception {
        return keytool.run(
                "-importkeystore",
                "-srckeystore",
                file.toString(),
                "-srcstorepass",
                "changeit",
                "-destkeystore",
                "NONE",
                "-deststoretype",
                "KMS",
                "-deststorepass",
                "unused",
                "-noprompt");
    }

    @Test
    void keysGoThroughTheirWholeLife() throws Exception {
        onKms(
                "-genkeypair",
                "-providerName",
                "KMS",
                "-alias",
                HOST,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=x");
        Path file = home.directory().resolve("x.pem");
        onKms("-exportcert", "-rfc", "-alias", HOST, "-file", file.toString());
        onKms("-importcert", "-noprompt", "-alias", "its ca, 1", "-file", file.toString());
        assertThat(onKms("-list")).contains("\n" + HOST + ", ", "\nits ca, 1, ");

        String keyId = home.kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).items().get(0).keyId();
        onKms("-changealias", "-alias", HOST, "-destalias", "*." + HOST);
        assertThat(home.kms().describeKey(keyId).entryNames()).containsExactly("*." + HOST);
        onKms("-delete", "-alias", "*." + HOST);
        onKms("-delete", "-alias", "its ca, 1");
        assertThat(names()).isEmpty();
        assertThat(home.kms().describeKey(keyId).deleteDate()).isPresent();
    }

    @Test
    void ordinaryPkcs12ComesInAsItIs() throws Exception {
        KeyPair pair = TestKeyPairs.ec();
        Certificate certificate = TestCertificates.selfSigned("x", pair);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Certificate[] chain = {certificate};
        keys.setKeyEntry("key 1", pair.getPrivate(), Https.PASSWORD, chain);
        KeyPair rsa = TestKeyPairs.rsa();
        Certificate[] rsaChain = {TestCertificates.selfSigned("rsa", rsa)};
        keys.setKeyEntry(HOST, rsa.getPrivate(), Https.PASSWORD, rsaChain);
        keys.setCertificateEntry("cn=root, o=\"a\"", certificate);
        keys.setCertificateEntry("plain", certificate);
        Path file = home.directory().resolve("old.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, Https.PASSWORD);
        }
        importFrom(file);
        assertThat(names()).containsExactly("cn=root, o=\"a\"", "key 1", "plain", HOST);
        assertThat(home.keyStore().getCertificateChain("key 1")).containsExactly(chain);
    }

    /** The other process has the name in another normal form, NFD. */
    @Test
    void lookalikeOfAnotherProcessIsRefused() throws Exception {
        Certificate certificate = TestCertificates.selfSigned("x", TestKeyPairs.ec());
        KeyStore ours = home.keyStore();
        ours.setCertificateEntry("caf\u00E9 1", certificate);
        ours.store(null, null);
        Path file = home.directory().resolve("other.p12");
        KeyStore theirs = KeyStore.getInstance("PKCS12");
        theirs.load(null, null);
        theirs.setCertificateEntry("\u4ED8\u6B3E \u0645\u0641\u062A\u0627\u062D", certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            theirs.store(out, Https.PASSWORD);
        }
        importFrom(file);
        assertThat(names())
                .containsExactly("caf\u00E9 1", "\u4ED8\u6B3E \u0645\u0641\u062A\u0627\u062D");
        theirs.setCertificateEntry("cafe\u0301 1", certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            theirs.store(out, Https.PASSWORD);
        }
        Outcome outcome = tryImportFrom(file);
        assertThat(outcome.succeeded()).as("%s", outcome).isFalse();
        assertThat(outcome.printed()).contains("looks like");
        assertThat(names()).hasSize(2);
    }

    /** All that a JDK trusts; on Debian with names such as {@code debian:accvraiz1.pem}. */
    @Test
    void cacertsComesInWhole() throws Exception {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore trusted = KeyStore.getInstance(file.toFile(), Https.PASSWORD);
        KeyStore asOnDebian = KeyStore.getInstance("JKS");
        asOnDebian.load(null, null);
        for (String alias : Collections.list(trusted.aliases())) {
            asOnDebian.setCertificateEntry(
                    "debian:" + alias + ".pem", trusted.getCertificate(alias));
        }
        Path renamed = home.directory().resolve("debian");
        try (OutputStream out = Files.newOutputStream(renamed)) {
            asOnDebian.store(out, Https.PASSWORD);
        }
        importFrom(file);
        importFrom(renamed);
        TreeSet<String> expected = new TreeSet<>(Collections.list(trusted.aliases()));
        expected.addAll(Collections.list(asOnDebian.aliases()));
        assertThat(expected).hasSizeGreaterThan(100);
        KeyStore imported = home.keyStore();
        assertThat(Collections.list(imported.aliases())).containsExactlyElementsOf(expected);
        for (String alias : Collections.list(trusted.aliases())) {
            Certificate certificate = trusted.getCertificate(alias);
            assertThat(imported.getCertificate(alias)).as(alias).isEqualTo(certificate);
            assertThat(imported.getCertificate("debian:" + alias + ".pem")).isEqualTo(certificate);
        }
    }

    @Test
    void nameThatWouldMoveTheCursorIsRefusedAndNotPrinted() throws Exception {
        Path file = home.directory().resolve("x.pem");
        home.createWithCertificate("x", org.kmsjca.KeySpec.EC_P256);
        onKms("-exportcert", "-rfc", "-alias", "x", "-file", file.toString());
        List<String> arguments =
                new ArrayList<>(
                        List.of("-importcert", "-noprompt", "-file", file.toString(), "-alias"));
        arguments.add("a\u001B[2Jb");
        arguments.addAll(List.of(KMS));
        Outcome outcome = keytool.run(arguments.toArray(String[]::new));
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.printed()).contains("U+001B").doesNotContain("\u001B");
        assertThat(names()).containsExactly("x");
    }
}
