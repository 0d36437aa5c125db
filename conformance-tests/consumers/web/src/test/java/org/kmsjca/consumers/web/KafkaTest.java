package org.kmsjca.consumers.web;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

/** The factory of TLS engines, which brokers and clients share. */
class KafkaTest {
    @RegisterExtension
    static final Consumer KAFKA =
            Consumer.of(
                    "Kafka, its SSL engine factory",
                    DefaultSslEngineFactory.class,
                    "ssl.keystore.location=web.kms",
                    "ssl.keystore.type=KMS",
                    "ssl.keystore.password=unused");

    private static void serve(String location, Cmk cmk) throws Exception {
        ConfigDef settings = new ConfigDef();
        SslConfigs.addClientSslSupport(settings);
        Map<String, Object> lines =
                settings.parse(
                        Map.of(
                                "ssl.keystore.location", location,
                                "ssl.keystore.type", "KMS",
                                "ssl.keystore.password", "unused"));
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(lines);
            Tls.serve(factory.sslContext(), cmk);
        }
    }

    @Test
    void engines() {
        KAFKA.worksAtBothLevels(
                "a descriptor",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    serve(cmk.descriptor().toString(), cmk);
                });
        KAFKA.doesNotWork(
                "NONE in place of a descriptor",
                "Failed to load SSL keystore",
                () -> serve("NONE", Cmk.of(KeySpec.RSA_2048)));
    }
}
