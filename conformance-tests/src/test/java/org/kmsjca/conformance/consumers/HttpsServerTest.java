package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeySpec;

/**
 * An unmodified HTTPS server whose key is a CMK: the RSA one found by the provider's configuration
 * (keystore NONE), the EC one by a descriptor file with settings of its own.
 */
class HttpsServerTest {
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private static KmsHome rsa;
    private static KmsHome ec;

    @BeforeAll
    static void createKeys(@TempDir Path directory) throws Exception {
        rsa = new KmsHome(directory.resolve("rsa"));
        rsa.createWithCertificate("web", KeySpec.RSA_2048);
        ec = new KmsHome(directory.resolve("ec"));
        ec.createWithCertificate("web", KeySpec.EC_P256);
    }

    @AfterAll
    static void close() {
        rsa.close();
        ec.close();
    }

    private static RunningServer server(String keystore, String keyManagers, JarPath path)
            throws Exception {
        Path securityFile =
                rsa.securityFile(
                        SecurityFile.PREFERRED, "ssl.KeyManagerFactory.algorithm=" + keyManagers);
        return RunningServer.java(
                rsa.directory(),
                path.java(
                        securityFile,
                        List.of(
                                "-Djavax.net.ssl.keyStore=" + keystore,
                                "-Djavax.net.ssl.keyStoreType=KMS"),
                        HttpsServerProgram.class));
    }

    @ParameterizedTest
    @CsvSource({"SunX509, CLASS_PATH", "PKIX, MODULE_PATH"})
    void rsaCmkServesBothPeers(String keyManagers, JarPath path) throws Exception {
        try (RunningServer server = server("NONE", keyManagers, path)) {
            assertJavaConnects(server, rsa);
            assertOpensslConnects(server, rsa, "RSA-PSS");
        }
    }

    @ParameterizedTest
    @CsvSource({"SunX509, MODULE_PATH", "PKIX, CLASS_PATH"})
    void ecCmkServesBothPeers(String keyManagers, JarPath path) throws Exception {
        try (RunningServer server = server(ec.descriptorFor(rsa).toString(), keyManagers, path)) {
            assertJavaConnects(server, ec);
            assertOpensslConnects(server, ec, "ECDSA");
        }
    }

    private static void assertJavaConnects(RunningServer server, KmsHome home) throws Exception {
        SSLContext client = Https.context(null, home.certificate("web"));
        for (String protocol : PROTOCOLS) {
            assertThat(Https.get(client, server.port(), protocol)).startsWith(protocol + " TLS_");
        }
    }

    private static void assertOpensslConnects(RunningServer server, KmsHome home, String signature)
            throws Exception {
        Path trusted = OpenSsl.write(home.directory().resolve("web.pem"), home.certificate("web"));
        for (String protocol : PROTOCOLS) {
            Outcome outcome = OpenSsl.connect(server.port(), trusted, option(protocol));

            assertThat(outcome.succeeded()).as("%s", outcome).isTrue();
            assertThat(outcome.printed())
                    .contains("Protocol version: " + protocol, "Verification: OK")
                    .contains("Signature type: " + signature);
        }
    }

    /** The option of openssl for a version of TLS. */
    private static String option(String protocol) {
        return protocol.equals("TLSv1.2") ? "-tls1_2" : "-tls1_3";
    }
}
