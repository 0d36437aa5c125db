package org.kmsjca.consumers.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;
import org.kmsjca.consumers.support.Tls;
import org.kmsjca.consumers.support.TlsServer;
import org.postgresql.Driver;

/**
 * The driver, before the end of a connection that speaks PostgreSQL's protocol to its TLS and no
 * further.
 */
class PostgresTest {
    @RegisterExtension
    static final Consumer POSTGRES =
            Consumer.of(
                    "PostgreSQL JDBC",
                    Driver.class,
                    "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
                    "-Djavax.net.ssl.keyStore=web.kms",
                    "-Djavax.net.ssl.keyStoreType=KMS");

    /** Takes a connection to TLS and ends it with an error that says who the client is. */
    private static void answer(ServerSocket listening, SSLContext context) {
        try (Socket plain = listening.accept()) {
            DataInputStream in = new DataInputStream(plain.getInputStream());
            in.readFully(new byte[8]); // SSLRequest
            plain.getOutputStream().write('S');
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, null, plain.getPort(), false);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.startHandshake();
            String error =
                    "SFATAL\0C28000\0Mclient " + socket.getSession().getPeerPrincipal() + "\0\0";
            byte[] body = error.getBytes(StandardCharsets.UTF_8);
            DataInputStream secret = new DataInputStream(socket.getInputStream());
            secret.readFully(new byte[secret.readInt() - 4]); // StartupMessage
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write('E');
            out.writeInt(body.length + 4);
            out.write(body);
            out.flush();
            secret.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String clientOf(Cmk cmk) throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(Tls.context(cmk)); // what javax.net.ssl.keyStore makes
        SSLContext context = Tls.context(TlsServer.softwareKey());
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering =
                    CompletableFuture.runAsync(() -> answer(listening, context));
            Properties lines = new Properties();
            lines.setProperty("user", "sir");
            lines.setProperty("sslmode", "verify-full");
            lines.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            SQLException refused =
                    catchThrowableOfType(
                            SQLException.class,
                            () ->
                                    DriverManager.getConnection(
                                            "jdbc:postgresql://localhost:"
                                                    + listening.getLocalPort()
                                                    + "/letters",
                                            lines));
            answering.get();
            return refused.getMessage();
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void showsItsCertificate() {
        POSTGRES.worksAtBothLevels(
                "a client's certificate",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.RSA_2048, level);
                    assertThat(clientOf(cmk)).contains("client CN=" + cmk.alias());
                });
    }
}
