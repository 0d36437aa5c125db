package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;
import org.kmsjca.consumers.support.TlsServer;

class OkHttpTest {
    @RegisterExtension
    static final Consumer OKHTTP =
            Consumer.of(
                    "OkHttp",
                    OkHttpClient.class,
                    "sslSocketFactory(context.getSocketFactory(), trustManager)");

    @Test
    void showsItsCertificate() {
        OKHTTP.worksAtBothLevels(
                "a client's certificate",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    OkHttpClient client =
                            new OkHttpClient.Builder()
                                    .sslSocketFactory(
                                            Tls.context(cmk).getSocketFactory(), Tls.trustManager())
                                    .build();
                    try (TlsServer server = TlsServer.start();
                            Response response =
                                    client.newCall(new Request.Builder().url(server.url()).build())
                                            .execute()) {
                        assertThat(response.body().string()).isEqualTo("CN=" + cmk.alias());
                    } finally {
                        client.dispatcher().executorService().shutdown();
                        client.connectionPool().evictAll();
                    }
                });
    }
}
