package org.kmsjca.conformance.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;

/** A CMK is disabled while a server uses it. JSSE keeps the reason to itself, so it is logged. */
class RefusedHandshakeTest {
    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256"})
    void disabledCmkFailsTheHandshakeAndTheLogNamesItAndTheCode(
            KeySpec spec, @TempDir Path directory) throws Exception {
        try (KmsHome home = new KmsHome(directory)) {
            String keyId = home.createWithCertificate("web", spec);
            SSLContext client = Https.context(null, home.certificate("web"));
            List<String> command =
                    JarPath.CLASS_PATH.java(
                            home.securityFile(SecurityFile.PREFERRED),
                            List.of(
                                    "-Djavax.net.ssl.keyStore=NONE",
                                    "-Djavax.net.ssl.keyStoreType=KMS"),
                            HttpsServerProgram.class);
            try (RunningServer server = RunningServer.java(directory, command)) {
                Https.get(client, server.port(), "TLSv1.3");
                assertThat(server.log()).doesNotContain("was refused");

                home.kms().disableKey(keyId);
                // A new context: the session of the first handshake must not be resumed.
                SSLContext another = Https.context(null, home.certificate("web"));
                assertThatThrownBy(() -> Https.get(another, server.port(), "TLSv1.3"))
                        .isInstanceOf(SSLException.class);
                assertThat(server.log())
                        .contains("WARNING: use of key 'web' (" + keyId + ") was refused")
                        .contains("Rejected.Disabled");

                home.kms().enableKey(keyId);
                assertThat(Https.get(another, server.port(), "TLSv1.3")).startsWith("TLSv1.3 ");
            }
        }
    }
}
