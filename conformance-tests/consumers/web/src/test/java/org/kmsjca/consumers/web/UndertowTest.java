package org.kmsjca.consumers.web;

import io.undertow.Undertow;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

class UndertowTest {
    @RegisterExtension
    static final Consumer UNDERTOW =
            Consumer.of(
                    "Undertow",
                    Undertow.class,
                    "addHttpsListener(port, host, factory.getKeyManagers(), null)");

    @Test
    void serves() {
        UNDERTOW.worksAtBothLevels(
                "TLS with EC keys",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.EC_P256, level);
                    Undertow server =
                            Undertow.builder()
                                    .addHttpsListener(
                                            0,
                                            "localhost",
                                            Tls.keyManagers(cmk).getKeyManagers(),
                                            null)
                                    .setHandler(exchange -> exchange.setStatusCode(204))
                                    .build();
                    server.start();
                    try {
                        InetSocketAddress address =
                                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
                        Tls.ask(address.getPort(), cmk);
                    } finally {
                        server.stop();
                    }
                });
    }
}
