package org.kmsjca.conformance.consumers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's HTTPS server and client, with nothing of ours in them. */
final class Https {
    static final char[] PASSWORD = "changeit".toCharArray();

    private Https() {}

    /** A server on a free port of localhost that answers who speaks how. */
    static HttpsServer serve(SSLContext context, boolean askForCertificate) throws IOException {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters asked = context.getDefaultSSLParameters();
                        asked.setNeedClientAuth(askForCertificate);
                        parameters.setSSLParameters(asked);
                    }
                });
        server.createContext("/", Https::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        SSLSession session = ((HttpsExchange) exchange).getSSLSession();
        String text = session.getProtocol() + " " + session.getCipherSuite() + " " + peer(session);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String peer(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "anonymous";
        }
    }

    /** The server's answer over one version of TLS. */
    static String get(SSLContext context, int port, String protocol)
            throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(context)
                        .sslParameters(new SSLParameters(null, new String[] {protocol}))
                        .build();
        URI uri = URI.create("https://localhost:" + port + "/answer");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    /** A context that trusts the certificates and shows the keys' own. */
    static SSLContext context(KeyManager[] keys, X509Certificate... trusted) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (X509Certificate certificate : trusted) {
            trust.setCertificateEntry("trusted-" + trust.size(), certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, factory.getTrustManagers(), new SecureRandom());
        return context;
    }

    static KeyManager[] keyManagers(KeyStore keys) throws Exception {
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        return factory.getKeyManagers();
    }

    /** A server and a client with the software key in the file, over the newest TLS. */
    static String roundTrip(Path pkcs12) throws Exception {
        KeyStore keys = KeyStore.getInstance(pkcs12.toFile(), PASSWORD);
        X509Certificate own = (X509Certificate) keys.getCertificate("server");
        HttpsServer server = serve(context(keyManagers(keys), own), false);
        try {
            return get(context(null, own), server.getAddress().getPort(), "TLSv1.3");
        } finally {
            server.stop(0);
        }
    }
}
