package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;

/** A broker and its clients, each with a CMK as key; and the factory of TLS engines by itself. */
class KafkaTest {
    @RegisterExtension
    static final Consumer KAFKA =
            Consumer.of(
                    "Kafka",
                    DefaultSslEngineFactory.class,
                    "ssl.keystore.location=web.kms",
                    "ssl.keystore.type=KMS",
                    "ssl.keystore.password=unused");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void brokerAndClients() throws Exception {
        Map<ProtectionLevel, Cmk> cmks = new HashMap<>();
        for (ProtectionLevel level : List.of(ProtectionLevel.SOFTWARE, ProtectionLevel.HSM)) {
            cmks.put(level, Cmk.of(KeySpec.RSA_2048, level));
        }
        try (KafkaBroker broker = KafkaBroker.start(cmks)) {
            KAFKA.worksAtBothLevels(
                    "a broker that is its own controller, a producer and a consumer over mutual TLS",
                    level -> sendsAndReceives(broker, level));
        }
    }

    private static void sendsAndReceives(KafkaBroker broker, ProtectionLevel level)
            throws Exception {
        String topic = level.name();
        Map<String, Object> lines = new HashMap<>(KafkaBroker.trust());
        lines.put("bootstrap.servers", broker.address(level));
        lines.put("security.protocol", "SSL");
        try (Admin stranger = Admin.create(lines)) {
            assertThatThrownBy(() -> stranger.listTopics().names().get())
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }

        lines.putAll(KafkaBroker.keys("", Cmk.of(KeySpec.EC_P256, level)));
        try (Admin admin = Admin.create(lines)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        try (var producer =
                new KafkaProducer<>(lines, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "Sir", "Dear Sir"))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer =
                new KafkaConsumer<>(lines, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(PATIENCE).records(partition))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("Dear Sir");
        }
    }

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
                "the SSL engine factory",
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
