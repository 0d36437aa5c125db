package org.kmsjca.consumers.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.KeyStoreOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class VertxTest {
    @RegisterExtension
    static final Consumer VERTX =
            Consumer.of("Vert.x", Vertx.class, "KeyCertOptions.wrap(factory)");

    private static void serve(KeyCertOptions keys, Cmk cmk) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server =
                    vertx.createHttpServer(
                                    new HttpServerOptions().setSsl(true).setKeyCertOptions(keys))
                            .requestHandler(request -> request.response().end("Dear Sir"))
                            .listen(0, "localhost")
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get();
            Tls.ask(server.actualPort(), cmk);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void serves() {
        VERTX.worksAtBothLevels(
                "TLS with EC keys",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    serve(KeyCertOptions.wrap(Tls.keyManagers(cmk)), cmk);
                });
        Cmk cmk = Cmk.of(KeySpec.RSA_2048);
        VERTX.doesNotWork(
                "KeyStoreOptions of type KMS",
                "KeyStoreException: Key protection algorithm not found",
                () ->
                        serve(
                                new KeyStoreOptions()
                                        .setType("KMS")
                                        .setPath(cmk.descriptor().toString())
                                        .setPassword("unused"),
                                cmk));
    }
}
