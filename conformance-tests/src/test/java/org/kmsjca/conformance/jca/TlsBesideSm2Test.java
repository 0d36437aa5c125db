package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** The JDK's TLS with a KeyStore that has entries it cannot use beside the one that it can. */
@SoftHsmLacks("the SM family")
class TlsBesideSm2Test extends FreshKms {
    private static final char[] PASSWORD = "any".toCharArray();

    @ParameterizedTest
    @CsvSource({
        "SunX509, RSA_2048, TLSv1.3",
        "SunX509, EC_P256, TLSv1.3",
        "SunX509, RSA_2048, TLSv1.2",
        "PKIX, RSA_2048, TLSv1.3",
        "PKIX, EC_P256, TLSv1.3",
        "PKIX, EC_P384, TLSv1.2"
    })
    void serverAuthenticatesItself(String keyManagers, KeySpec spec, String protocol)
            throws Exception {
        KeyPair sm2 = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importKey("a-sm2", sm2.getPrivate(), TestCertificates.selfSigned("sm2", sm2));
        kms().create("b-sm4", KeySpec.ALIYUN_SM4);
        kms().create("c-hmac", KeySpec.HMAC_SHA_256);
        kms().create("d-without-chain", KeySpec.EC_P256);
        KeyPair pair = TestKeys.pair(spec);
        X509Certificate certificate = TestCertificates.selfSigned("localhost", pair);
        kms().importKey("server", pair.getPrivate(), certificate);
        KeyPair mlDsa = TestKeys.newPair(KeySpec.ML_DSA_44);
        kms().importKey("z-ml-dsa", mlDsa.getPrivate(), TestCertificates.selfSigned("z", mlDsa));
        Security.addProvider(kms().provider());
        try {
            assertThat(handshake(serverContext(keyManagers), clientContext(certificate), protocol))
                    .isEqualTo(certificate);
        } finally {
            Security.removeProvider("KMS");
        }
    }

    private SSLContext serverContext(String keyManagers) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(keyManagers);
        factory.init(kms().keyStore(), PASSWORD);
        return context(factory.getKeyManagers(), null);
    }

    private static SSLContext clientContext(X509Certificate trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", trusted);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return context(null, factory.getTrustManagers());
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trusted, null);
        return context;
    }

    /** Sends a byte there and back; the certificate that the client saw. */
    private static X509Certificate handshake(SSLContext server, SSLContext client, String protocol)
            throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (var listening =
                (SSLServerSocket)
                        server.getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(20_000);
            Future<Integer> echo = thread.submit(() -> echo(listening));
            X509Certificate seen;
            try (var socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket(
                                            InetAddress.getLoopbackAddress(),
                                            listening.getLocalPort())) {
                socket.setSoTimeout(20_000);
                socket.setEnabledProtocols(new String[] {protocol});
                OutputStream out = socket.getOutputStream();
                out.write(7);
                out.flush();
                assertThat(socket.getInputStream().read()).isEqualTo(7);
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                seen = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
            // Only now: the server's end waits for the client's.
            assertThat(echo.get()).isEqualTo(7);
            return seen;
        } finally {
            thread.shutdownNow();
        }
    }

    private static int echo(SSLServerSocket listening) throws Exception {
        try (var socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            int read = in.read();
            socket.getOutputStream().write(read);
            socket.getOutputStream().flush();
            return read;
        }
    }
}
