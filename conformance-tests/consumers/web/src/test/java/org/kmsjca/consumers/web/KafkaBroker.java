package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.FreePort;
import org.kmsjca.consumers.support.TestKms;

/**
 * A broker that is its own controller. It has a listener for each protection level, and wants
 * certificates of clients on all of them, its own included.
 */
final class KafkaBroker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final Map<ProtectionLevel, Integer> ports = new HashMap<>();

    private KafkaBroker(Map<ProtectionLevel, Cmk> cmks) throws IOException {
        Path directory = Files.createDirectories(TestKms.get().directory().resolve("kafka"));
        int controller = FreePort.find();
        StringBuilder listeners = new StringBuilder("CONTROLLER://localhost:" + controller);
        StringBuilder protocols = new StringBuilder("CONTROLLER:SSL");
        Properties lines = new Properties();
        cmks.forEach(
                (level, cmk) -> {
                    ports.put(level, FreePort.find());
                    listeners.append(",%s://localhost:%d".formatted(level, ports.get(level)));
                    protocols.append(",%s:SSL".formatted(level));
                    lines.putAll(
                            keys(
                                    "listener.name." + level.name().toLowerCase(Locale.ROOT) + ".",
                                    cmk));
                });
        lines.putAll(keys("", cmks.get(ProtectionLevel.SOFTWARE)));
        lines.putAll(trust());
        lines.putAll(
                Map.of(
                        "process.roles",
                        "broker,controller",
                        "node.id",
                        "1",
                        "controller.quorum.voters",
                        "1@localhost:" + controller,
                        "controller.listener.names",
                        "CONTROLLER",
                        "inter.broker.listener.name",
                        ProtectionLevel.SOFTWARE.name(),
                        "listeners",
                        listeners.toString(),
                        "listener.security.protocol.map",
                        protocols.toString(),
                        "ssl.client.auth",
                        "required",
                        "log.dirs",
                        directory.resolve("log").toString()));
        Path file = directory.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            lines.store(out, null);
        }
        format(file);
        this.server = new KafkaRaftServer(new KafkaConfig(lines), Time.SYSTEM);
    }

    /** What {@code kafka-storage.sh format} does. */
    private static void format(Path file) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int status =
                StorageTool.execute(command, new PrintStream(output, true, StandardCharsets.UTF_8));
        assertThat(status).as(output.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** The lines that make a CMK the key of a listener or of a client. */
    static Map<String, String> keys(String prefix, Cmk cmk) {
        return Map.of(
                prefix + "ssl.keystore.location", cmk.descriptor().toString(),
                prefix + "ssl.keystore.type", "KMS",
                prefix + "ssl.keystore.password", "unused");
    }

    static Map<String, String> trust() {
        return Map.of(
                "ssl.truststore.location",
                Authority.get().file().toString(),
                "ssl.truststore.type",
                "PEM");
    }

    /** Starts one whose listener of a protection level has that CMK. */
    static KafkaBroker start(Map<ProtectionLevel, Cmk> cmks) throws IOException {
        KafkaBroker broker = new KafkaBroker(cmks);
        broker.server.startup();
        return broker;
    }

    String address(ProtectionLevel level) {
        return "localhost:" + ports.get(level);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
