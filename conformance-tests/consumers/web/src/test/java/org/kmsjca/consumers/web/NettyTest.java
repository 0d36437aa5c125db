package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class NettyTest {
    @RegisterExtension
    static final Consumer NETTY =
            Consumer.of(
                    "Netty",
                    SslContext.class,
                    "SslContextBuilder.forServer(factory).sslProvider(SslProvider.JDK)",
                    "forServer(key, chain).sslProvider(SslProvider.OPENSSL)");

    private static void serve(SslContextBuilder builder, Cmk cmk) throws Exception {
        try (NettyServer server = new NettyServer(builder.build())) {
            Tls.ask(server.port(), cmk);
        }
    }

    @Test
    void jdkEngine() {
        for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
            NETTY.worksAtBothLevels(
                    "the JDK's engine with a KeyManagerFactory, " + spec.keyAlgorithm() + " keys",
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        serve(
                                SslContextBuilder.forServer(Tls.keyManagers(cmk))
                                        .sslProvider(SslProvider.JDK),
                                cmk);
                    });
        }
        Cmk cmk = Cmk.of(KeySpec.EC_P256);
        NETTY.doesNotWork(
                "the JDK's engine with a key and a chain",
                "NullPointerException",
                () ->
                        serve(
                                SslContextBuilder.forServer(cmk.key(), cmk.chain())
                                        .sslProvider(SslProvider.JDK),
                                cmk));
    }

    @Test
    void openSslEngine() {
        assertThat(OpenSsl.isAvailable()).as("%s", OpenSsl.unavailabilityCause()).isTrue();
        for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
            String keys = spec.keyAlgorithm() + " keys";
            NETTY.worksAtBothLevels(
                    "the OpenSSL engine with a key and a chain, " + keys,
                    level -> {
                        Cmk cmk = Cmk.of(spec, level);
                        serve(
                                SslContextBuilder.forServer(cmk.key(), cmk.chain())
                                        .sslProvider(SslProvider.OPENSSL),
                                cmk);
                    });
            Cmk cmk = Cmk.of(spec);
            NETTY.doesNotWork(
                    "the OpenSSL engine with a KeyManagerFactory, " + keys,
                    "Received fatal alert: internal_error",
                    () ->
                            serve(
                                    SslContextBuilder.forServer(Tls.keyManagers(cmk))
                                            .sslProvider(SslProvider.OPENSSL),
                                    cmk));
        }
    }
}
