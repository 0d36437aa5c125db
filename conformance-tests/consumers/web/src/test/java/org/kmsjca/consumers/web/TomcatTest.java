package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;
import org.kmsjca.consumers.support.Tls;

class TomcatTest {
    @RegisterExtension
    static final Consumer TOMCAT =
            Consumer.of(
                    "Tomcat",
                    Tomcat.class,
                    "certificateKeystoreFile=\"NONE\"",
                    "certificateKeystoreType=\"KMS\"",
                    "certificateKeyAlias=\"web\"");

    private static void serve(String file, String alias, Cmk cmk) throws Exception {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(file);
        certificate.setCertificateKeystoreType("KMS");
        certificate.setCertificateKeyAlias(alias);
        host.addCertificate(certificate);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        connector.setProperty("address", "localhost");
        connector.setThrowOnFailure(true);
        connector.addSslHostConfig(host);
        Tomcat tomcat = new Tomcat();
        tomcat.setSilent(true);
        tomcat.setBaseDir(TestKms.get().directory().resolve("tomcat").toString());
        tomcat.setConnector(connector);
        tomcat.addContext("", null);
        try {
            tomcat.start();
            assertThat(connector.getState()).isEqualTo(LifecycleState.STARTED);
            Tls.ask(connector.getLocalPort(), cmk);
            askByOpenSsl(connector.getLocalPort());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static void askByOpenSsl(int port) {
        String said =
                Command.run(
                        TestKms.get().directory(),
                        "openssl",
                        "s_client",
                        "-brief",
                        "-verify_return_error",
                        "-CAfile",
                        Authority.get().file().toString(),
                        "-connect",
                        "localhost:" + port);
        assertThat(said).contains("Verification: OK");
    }

    @Test
    void serves() {
        TOMCAT.worksAtBothLevels(
                "TLS with EC keys, for the JDK's client and OpenSSL's",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    serve("NONE", cmk.alias(), cmk);
                });
        TOMCAT.worksAtBothLevels(
                "TLS with RSA keys, for the JDK's client and OpenSSL's",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    serve("NONE", cmk.alias(), cmk);
                });
        Cmk cmk = Cmk.of(KeySpec.EC_P256, ProtectionLevel.SOFTWARE);
        TOMCAT.works(
                "a descriptor, without an alias",
                () -> serve(cmk.descriptor().toString(), null, cmk));
        TOMCAT.doesNotWork(
                "an alias in capitals",
                "does not identify a key entry",
                () -> serve("NONE", "EC-P256-SIGN-VERIFY-SOFTWARE", cmk));
    }
}
