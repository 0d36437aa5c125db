package org.kmsjca.consumers.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's TLS as the peer of a consumer: it trusts the authority and nobody else. */
public final class Tls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");
    private static final String LENGTH = "content-length:";
    private static final int PATIENCE_IN_MILLISECONDS = 20_000;

    private Tls() {}

    /** The way that copies no key: a key manager factory over the KeyStore of a CMK. */
    public static KeyManagerFactory keyManagers(Cmk cmk) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(cmk.keyStore(), null);
        return factory;
    }

    /** Trust in the authority. */
    public static TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(Authority.get().trust());
        return factory;
    }

    /** The only trust manager. */
    public static X509TrustManager trustManager() throws GeneralSecurityException, IOException {
        return (X509TrustManager) trust().getTrustManagers()[0];
    }

    /** A context with that trust, and with keys or without. */
    public static SSLContext context(KeyManager @Nullable [] keys)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust().getTrustManagers(), null);
        return context;
    }

    /** A context whose key is a CMK. */
    public static SSLContext context(Cmk cmk) throws GeneralSecurityException, IOException {
        return context(keyManagers(cmk).getKeyManagers());
    }

    /** Serves with a context of a consumer, and asks. */
    public static void serve(SSLContext context, Cmk cmk) throws Exception {
        try (SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> answer(server));
            ask(server.getLocalPort(), cmk);
            answers.get();
        }
    }

    private static void answer(SSLServerSocket server) {
        for (int i = 0; i < PROTOCOLS.size(); i++) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 204 No Content\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Asks a server by HTTP over TLS 1.2 and 1.3; it has to show the CMK's certificate. */
    public static void ask(int port, Cmk cmk) throws GeneralSecurityException, IOException {
        for (String protocol : PROTOCOLS) {
            ask(port, cmk.certificate(), protocol);
        }
    }

    private static void ask(int port, X509Certificate expected, String protocol)
            throws GeneralSecurityException, IOException {
        try (SSLSocket socket = connect(context((KeyManager[]) null), port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(expected);
            assertThat(request(socket).readLine()).startsWith("HTTP/1");
        }
    }

    private static SSLSocket connect(SSLContext context, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(PATIENCE_IN_MILLISECONDS);
        return socket;
    }

    private static BufferedReader request(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** What a server answers to a client with a context of a consumer. */
    public static String get(SSLContext client, int port) throws IOException {
        try (SSLSocket socket = connect(client, port)) {
            BufferedReader answer = request(socket);
            int length = 0;
            for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                    length = Integer.parseInt(line.substring(LENGTH.length()).strip());
                }
            }
            StringBuilder body = new StringBuilder();
            for (int read = 0; read >= 0 && body.length() < length; ) {
                read = answer.read();
                body.append((char) read);
            }
            return body.toString();
        }
    }
}
