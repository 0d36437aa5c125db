package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TlsServer;

class HttpClientTest {
    @RegisterExtension
    static final Consumer CLIENT =
            Consumer.of(
                    "Apache HttpClient",
                    HttpClients.class,
                    "SSLContexts.custom().loadKeyMaterial(keyStore, null)");

    @Test
    void showsItsCertificate() {
        CLIENT.worksAtBothLevels(
                "a client's certificate",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    try (TlsServer server = TlsServer.start();
                            CloseableHttpClient client =
                                    HttpClients.custom()
                                            .setConnectionManager(
                                                    PoolingHttpClientConnectionManagerBuilder
                                                            .create()
                                                            .setTlsSocketStrategy(
                                                                    new DefaultClientTlsStrategy(
                                                                            SSLContexts.custom()
                                                                                    .loadKeyMaterial(
                                                                                            cmk
                                                                                                    .keyStore(),
                                                                                            null)
                                                                                    .loadTrustMaterial(
                                                                                            Authority
                                                                                                    .get()
                                                                                                    .trust(),
                                                                                            null)
                                                                                    .build()))
                                                            .build())
                                            .build()) {
                        String who =
                                client.execute(
                                        new HttpGet(server.url()),
                                        response -> EntityUtils.toString(response.getEntity()));
                        assertThat(who).isEqualTo("CN=" + cmk.alias());
                    }
                });
    }
}
