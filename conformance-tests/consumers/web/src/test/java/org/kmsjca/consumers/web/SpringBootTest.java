package org.kmsjca.consumers.web;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;

class SpringBootTest {
    @RegisterExtension
    static final Consumer BOOT =
            Consumer.of(
                    "Spring Boot",
                    SpringApplication.class,
                    "server.ssl.key-store=file:web.kms",
                    "server.ssl.key-store-type=KMS",
                    "server.ssl.key-alias=web");

    private static void serve(TomcatServletWebServerFactory factory, Ssl ssl, Cmk cmk)
            throws Exception {
        factory.setSsl(ssl);
        factory.setPort(0);
        WebServer server = factory.getWebServer();
        try {
            server.start();
            Tls.ask(server.getPort(), cmk);
        } finally {
            server.stop();
        }
    }

    /** What server.ssl.* sets. */
    private static Ssl settings(String location, Cmk cmk) {
        Ssl ssl = new Ssl();
        ssl.setKeyStore(location);
        ssl.setKeyStoreType("KMS");
        ssl.setKeyAlias(cmk.alias());
        return ssl;
    }

    @Test
    void serves() {
        BOOT.worksAtBothLevels(
                "server.ssl with a descriptor",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    serve(
                            new TomcatServletWebServerFactory(),
                            settings("file:" + cmk.descriptor(), cmk),
                            cmk);
                });
        Cmk cmk = Cmk.of(KeySpec.RSA_2048);
        BOOT.works(
                "an SSL bundle with a descriptor",
                () -> {
                    JksSslStoreDetails store =
                            new JksSslStoreDetails("KMS", null, "file:" + cmk.descriptor(), null);
                    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
                    factory.setSslBundles(
                            new DefaultSslBundleRegistry(
                                    "web",
                                    SslBundle.of(
                                            new JksSslStoreBundle(store, null),
                                            SslBundleKey.of(null, cmk.alias()))));
                    serve(factory, Ssl.forBundle("web"), cmk);
                });
        BOOT.doesNotWork(
                "NONE in place of a descriptor",
                "NONE",
                () -> serve(new TomcatServletWebServerFactory(), settings("NONE", cmk), cmk));
    }
}
