package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;
import org.kmsjca.consumers.support.TlsServer;

class BcJsseTest {
    @RegisterExtension
    static final Consumer BCJSSE =
            Consumer.of(
                    "Bouncy Castle JSSE",
                    BouncyCastleJsseProvider.class,
                    "KeyManagerFactory.getInstance(\"PKIX\", \"BCJSSE\")");

    private static final Provider PROVIDER = new BouncyCastleJsseProvider();

    @BeforeAll
    static void register() {
        Security.addProvider(new BouncyCastleProvider());
    }

    @AfterAll
    static void remove() {
        Security.removeProvider("BC");
    }

    private static SSLContext context(Cmk cmk) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", PROVIDER);
        keys.init(cmk.keyStore(), null);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", PROVIDER);
        trust.init(Authority.get().trust());
        SSLContext context = SSLContext.getInstance("TLS", PROVIDER);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void serves() {
        for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
            BCJSSE.worksAtBothLevels(
                    "a server with " + spec.keyAlgorithm() + " keys",
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        Tls.serve(context(cmk), cmk);
                    });
        }
    }

    @Test
    void showsItsCertificate() {
        for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
            BCJSSE.works(
                    "a client's certificate of " + spec.keyAlgorithm(),
                    () -> {
                        Cmk cmk = Cmk.of(spec);
                        try (TlsServer server = TlsServer.start()) {
                            assertThat(Tls.get(context(cmk), server.port()))
                                    .isEqualTo("CN=" + cmk.alias());
                        }
                    });
        }
    }
}
