package org.kmsjca.consumers.web;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class JettyTest {
    @RegisterExtension
    static final Consumer JETTY =
            Consumer.of(
                    "Jetty",
                    Server.class,
                    "setKeyStorePath(\"web.kms\")",
                    "setKeyStoreType(\"KMS\")",
                    "setCertAlias(\"web\")");

    private static void serve(String path, String alias, Cmk cmk) throws Exception {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setKeyStorePath(path);
        factory.setKeyStoreType("KMS");
        factory.setCertAlias(alias);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, factory);
        connector.setHost("localhost");
        server.addConnector(connector);
        try {
            server.start();
            Tls.ask(connector.getLocalPort(), cmk);
        } finally {
            server.stop();
        }
    }

    @Test
    void serves() {
        for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
            JETTY.worksAtBothLevels(
                    "TLS with " + spec.keyAlgorithm() + " keys",
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        serve(cmk.descriptor().toString(), cmk.alias(), cmk);
                    });
        }
        Cmk cmk = Cmk.of(KeySpec.EC_P256);
        JETTY.works("without an alias", () -> serve(cmk.descriptor().toString(), null, cmk));
        JETTY.doesNotWork(
                "NONE in place of a descriptor",
                "KeyStore Path not accessible",
                () -> serve("NONE", cmk.alias(), cmk));
        JETTY.doesNotWork(
                "an alias in capitals, at the handshake",
                "SSLHandshakeException",
                () -> serve(cmk.descriptor().toString(), "EC-P256", cmk));
    }
}
