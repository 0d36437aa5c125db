package org.kmsjca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;
import org.kmsjca.testing.PostgresServer;
import org.postgresql.PGProperty;

/** What the URL of a store may say, and how it is told that a connection cannot be made by it. */
@Tag("once")
@Timeout(60)
class PostgresUrlTest {
    private static final String URL = "jdbc:postgresql://127.0.0.1:1/kms?";

    @TempDir Path directory;

    /** A parameter that a newer driver has is refused until somebody has looked at it. */
    @ParameterizedTest
    @EnumSource(PGProperty.class)
    void parameterThatIsNotForReachingAServerIsRefused(PGProperty parameter) {
        String[] choices = parameter.getChoices();
        String value = choices == null ? parameter.getDefaultValue() : choices[0];
        String problem =
                PostgresUrl.problem(
                        URL + parameter.getName() + "=" + (value == null ? "" : value),
                        new Properties());
        if (PostgresUrl.ALLOWED.contains(parameter.getName())) {
            assertThat(problem).isNull();
        } else {
            assertThat(problem).contains(parameter.getName(), "take it out");
        }
    }

    @Test
    void namesAreTheDriversOwn() {
        assertThat(PostgresUrl.ALLOWED).allMatch(name -> PGProperty.forName(name) != null);
        for (String other :
                new String[] {"host=b", "dbname=b", "port=1", "sslmod=require", "Ssl"}) {
            assertThat(PostgresUrl.problem(URL + other, new Properties()))
                    .contains("there is no parameter");
        }
        assertThat(PostgresUrl.problem(URL + "ssl&sslmode=require", new Properties())).isNull();
        assertThat(PostgresUrl.problem(URL + "ssl=maybe", new Properties()))
                .endsWith("it can be true, false");
    }

    private PostgresAddress address(String url, String user) {
        return new PostgresAddress(
                url,
                user,
                null,
                "url",
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                directory.resolve("home/postgresql"));
    }

    private void assertRefused(String parameter, String user, String... words) {
        assertThatThrownBy(
                        () ->
                                Opened.at(
                                        address(
                                                PostgresServer.shared().url() + "&" + parameter,
                                                user)))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                .hasMessageContaining("mend store")
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl=maybe",
                "sslmode=full",
                "sslmod=verify-full",
                "targetServerType=leader",
                "tcpKeepAlive=ja",
                "socketTimeout=0",
                "loginTimeout=0",
                "connectTimeout=0",
                "ApplicationName=other",
                "currentSchema=public",
                "options=-c%20search_path=public",
                "readOnly=true",
                "replication=true",
                "socketFactory=java.lang.Runtime",
                "maxResultBuffer=10",
                "service=other",
            })
    void parameterThatIsWrongIsTold(String parameter) {
        assertRefused(parameter, null, parameter.substring(0, parameter.indexOf('=')));
    }

    @Test
    void roleThatTheConfigurationHasIsNotInTheUrl() {
        assertRefused("", "postgres", "user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sslmode=require",
                "sslmode=require&sslfactory=java.lang.Runtime",
                "sslmode=require&sslpasswordcallback=java.lang.Runtime",
                "sslmode=verify-full&sslrootcert=/does/not/exist",
                "requireAuth=scram-sha-256",
            })
    void connectionThatIsConfiguredWrongIsNoOutage(String parameters) {
        assertRefused(parameters, null, "no connection can be made");
    }

    @Test
    void certificateThatIsNoneIsNoOutage() throws Exception {
        try (PostgresServer server = withTls()) {
            Path empty = Files.writeString(directory.resolve("none.crt"), "none");
            for (String parameters :
                    new String[] {
                        "sslmode=verify-ca&sslrootcert=" + empty,
                        "sslmode=verify-ca&sslrootcert=" + other(),
                        "sslmode=verify-full&sslrootcert=" + directory.resolve("server.crt"),
                        "sslmode=require&sslcert=/does/not/exist&sslkey=/does/not/exist",
                    }) {
                assertThatThrownBy(() -> Opened.at(address(server.url() + "&" + parameters, null)))
                        .as(parameters)
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e ->
                                        assertThat(e.code())
                                                .as(e.getMessage())
                                                .isEqualTo(KmsErrorCode.INTERNAL_FAILURE))
                        .hasMessageContaining("mend store");
            }
            Opened.at(
                            address(
                                    server.url()
                                            + "&sslmode=verify-ca&sslrootcert="
                                            + directory.resolve("server.crt"),
                                    null))
                    .close();
        }
    }

    private Path other() throws Exception {
        return certificate("other");
    }

    private Path certificate(String name) throws Exception {
        Path file = directory.resolve(name + ".crt");
        Process made =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=" + name,
                                "-keyout",
                                directory.resolve(name + ".key").toString(),
                                "-out",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(made.waitFor()).isZero();
        return file;
    }

    /** A server that asks for a client's certificate, where it is sent one. */
    private PostgresServer withTls() throws Exception {
        Path certificate = certificate("server");
        PostgresServer server = PostgresServer.start();
        boolean done = false;
        try {
            put(server, "server.crt", certificate);
            put(server, "server.key", directory.resolve("server.key"));
            server.sql("ALTER SYSTEM SET ssl = on", "ALTER SYSTEM SET ssl_ca_file = 'server.crt'");
            server.stop("fast");
            server.launch();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    /** The server writes it itself, as it runs under another user and reads only its own key. */
    private static void put(PostgresServer server, String name, Path file)
            throws IOException, java.sql.SQLException {
        String text = Files.readString(file).strip();
        server.sql(
                "COPY (SELECT regexp_split_to_table('%s', E'\\n')) TO PROGRAM 'umask 77; cat > %s'"
                        .formatted(text, name));
    }
}
