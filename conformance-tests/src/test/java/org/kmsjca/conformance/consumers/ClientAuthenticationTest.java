package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** An unmodified client that shows a CMK's certificate to servers that know nothing of us. */
class ClientAuthenticationTest {
    private static Path directory;
    private static KeyPair serverKey;
    private static X509Certificate serverCertificate;
    private static Path trust;

    @BeforeAll
    static void createServersKey(@TempDir Path shared) throws Exception {
        directory = shared;
        serverKey = TestKeyPairs.ec();
        serverCertificate = TestCertificates.selfSigned("server", serverKey);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setCertificateEntry("server", serverCertificate);
        trust = shared.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trust)) {
            keys.store(out, Https.PASSWORD);
        }
    }

    @AfterAll
    static void forget() {
        serverKey = null;
    }

    private static Answers connect(KmsHome home, int port) throws Exception {
        List<String> command =
                JarPath.CLASS_PATH.java(
                        home.securityFile(SecurityFile.PREFERRED),
                        List.of(
                                "-Djavax.net.ssl.keyStore=NONE",
                                "-Djavax.net.ssl.keyStoreType=KMS",
                                "-Djavax.net.ssl.trustStore=" + trust,
                                "-Djavax.net.ssl.trustStorePassword=changeit"),
                        HttpsClientProgram.class,
                        port,
                        "TLSv1.2,TLSv1.3");
        return Answers.of(Processes.run(home.directory(), command));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256"})
    void javaServerAcceptsTheCmk(KeySpec spec) throws Exception {
        try (KmsHome home = new KmsHome(directory.resolve("java-" + spec))) {
            home.createWithCertificate("client", spec);
            HttpsServer server =
                    Https.serve(
                            Https.context(
                                    Https.keyManagers(serverKeys()), home.certificate("client")),
                            true);
            try {
                Answers answers = connect(home, server.getAddress().getPort());

                assertThat(answers.to("TLSv1.2")).startsWith("TLSv1.2 ").endsWith(" CN=client");
                assertThat(answers.to("TLSv1.3")).startsWith("TLSv1.3 ").endsWith(" CN=client");
            } finally {
                server.stop(0);
            }
        }
    }

    private static KeyStore serverKeys() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                serverKey.getPrivate(),
                Https.PASSWORD,
                new Certificate[] {serverCertificate});
        return keys;
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256"})
    void opensslAcceptsTheCmk(KeySpec spec) throws Exception {
        try (KmsHome home = new KmsHome(directory.resolve("openssl-" + spec))) {
            home.createWithCertificate("client", spec);
            try (RunningServer server = opensslServer(home)) {
                Answers answers = connect(home, server.port());

                assertThat(answers.to("TLSv1.2")).isEqualTo("accepted");
                assertThat(answers.to("TLSv1.3")).isEqualTo("accepted");
                assertThat(server.log()).contains("CN = client");
            }
        }
    }

    /** Answers two requests of clients that can show a certificate, with a file. */
    private static RunningServer opensslServer(KmsHome home) throws Exception {
        Path files = home.directory();
        OpenSsl.requireInstalled(files);
        Files.writeString(
                files.resolve("answer"), "HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\naccepted");
        Path client = OpenSsl.write(files.resolve("client.pem"), home.certificate("client"));
        Path certificate = OpenSsl.write(files.resolve("server.pem"), serverCertificate);
        Path key = OpenSsl.write(files.resolve("server.key"), serverKey.getPrivate());
        List<String> command =
                OpenSsl.command("s_server", "-accept", "0", "-naccept", "2", "-HTTP");
        command.addAll(List.of("-Verify", "1", "-verify_return_error", "-CAfile", "" + client));
        command.addAll(List.of("-cert", "" + certificate, "-key", "" + key));
        return RunningServer.openssl(files, command);
    }
}
