package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Authority;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Command;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.TestKms;
import org.postgresql.Driver;

/** The driver in a JVM of its own, which gets the key by system properties, and a real server. */
class PostgresTest {
    @RegisterExtension
    static final Consumer POSTGRES =
            Consumer.of(
                    "PostgreSQL JDBC",
                    Driver.class,
                    "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
                    "-Djavax.net.ssl.keyStore=web.kms",
                    "-Djavax.net.ssl.keyStoreType=KMS");

    private static final String PASSWORD = "changeit";

    private static Path trust() throws GeneralSecurityException, IOException {
        Path file = TestKms.get().directory().resolve("authority.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            Authority.get().trust().store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /** What a program with this CMK as its key prints. */
    private static String client(Cmk cmk, String url, String... users) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String name : List.of("java.security.properties", "kms.config", "user.home")) {
            command.add("-D" + name + "=" + System.getProperty(name));
        }
        command.add("-Djavax.net.ssl.keyStore=" + cmk.descriptor());
        command.add("-Djavax.net.ssl.keyStoreType=KMS");
        command.add("-Djavax.net.ssl.trustStore=" + trust());
        command.add("-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PostgresClient.class.getName(), url));
        command.addAll(List.of(users));
        return Command.run(TestKms.get().directory(), command.toArray(String[]::new));
    }

    @Test
    void logsInByItsCertificate() throws Exception {
        try (var server = new TlsPostgresServer()) {
            server.createUser("stranger");
            POSTGRES.worksAtBothLevels(
                    "a login by a client's certificate",
                    level -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                        server.createUser(cmk.alias());
                        assertThat(client(cmk, server.url(), cmk.alias(), "stranger").lines())
                                .contains(
                                        cmk.alias() + " /CN=" + cmk.alias(),
                                        "28000 FATAL: certificate authentication failed for user"
                                                + " \"stranger\"");
                    });
        }
    }
}
