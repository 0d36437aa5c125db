package org.kmsjca.consumers.support;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server with a software key that wants a client's certificate, and answers who that is. */
public final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;

    private TlsServer(HttpsServer server) {
        this.server = server;
    }

    /** Starts one on a free port of localhost. */
    public static TlsServer start() throws GeneralSecurityException, IOException {
        SSLContext context = Tls.context(softwareKey());
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters asked = context.getDefaultSSLParameters();
                        asked.setNeedClientAuth(true);
                        parameters.setSSLParameters(asked);
                    }
                });
        server.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            ((HttpsExchange) exchange)
                                    .getSSLSession()
                                    .getPeerPrincipal()
                                    .getName()
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return new TlsServer(server);
    }

    /** A key of the JDK's own, with a certificate of the authority. */
    public static KeyManager[] softwareKey() throws GeneralSecurityException, IOException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", "SunEC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = pairs.generateKeyPair();
        X509Certificate certificate = Authority.get().issue("server", pair.getPublic());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, PASSWORD);
        return factory.getKeyManagers();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "https://localhost:" + port() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
