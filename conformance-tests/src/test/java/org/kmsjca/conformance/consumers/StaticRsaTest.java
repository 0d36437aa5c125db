package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS 1.2 where the CMK decrypts the premaster secret; JDK 25 has to be asked for it. */
class StaticRsaTest {
    private static final String DISABLED = "jdk.tls.disabledAlgorithms";

    @Test
    void cmkForDecryptionServesAStaticRsaKeyExchange(@TempDir Path directory) throws Exception {
        try (KmsHome home = new KmsHome(directory)) {
            X509Certificate certificate = home.createForDecryption("web");
            Path trusted = OpenSsl.write(directory.resolve("web.pem"), certificate);
            List<String> command =
                    JarPath.CLASS_PATH.java(
                            home.securityFile(DISABLED + "=" + disabledButStaticRsa()),
                            List.of(
                                    "-Djavax.net.ssl.keyStore=NONE",
                                    "-Djavax.net.ssl.keyStoreType=KMS"),
                            HttpsServerProgram.class);
            try (RunningServer server = RunningServer.java(directory, command)) {
                Outcome outcome =
                        OpenSsl.connect(
                                server.port(),
                                trusted,
                                "-partial_chain",
                                "-tls1_2",
                                "-cipher",
                                "AES128-GCM-SHA256");

                assertThat(outcome.succeeded()).as("%s%n%s", outcome, server.log()).isTrue();
                assertThat(outcome.printed())
                        .contains("Ciphersuite: AES128-GCM-SHA256", "Verification: OK");
            }
        }
    }

    private static String disabledButStaticRsa() {
        return Stream.of(Security.getProperty(DISABLED).split(","))
                .map(String::strip)
                .filter(algorithm -> !algorithm.startsWith("TLS_RSA"))
                .collect(Collectors.joining(", "));
    }
}
