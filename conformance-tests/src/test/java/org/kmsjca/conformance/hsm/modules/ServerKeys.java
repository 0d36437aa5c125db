package org.kmsjca.conformance.hsm.modules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;

/** A TLS server, a request for a certificate and a signed JAR, each with a key of the token. */
final class ServerKeys {
    private static final X500Name NAME = new X500Name("CN=localhost");

    private final KmsUnderTest kms;
    private final Path home;

    private ServerKeys(KmsUnderTest kms, Path home) {
        this.kms = kms;
        this.home = home;
    }

    /**
     * Writes what came of it.
     *
     * @param arguments the KMS's configuration, the file for the results
     */
    public static void main(String[] arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        Path results = Path.of(arguments[1]);
        try (KmsUnderTest kms = KmsUnderTest.of(Path.of(arguments[0]))) {
            Security.addProvider(kms.provider());
            var keys = new ServerKeys(kms, results.resolveSibling("jars"));
            Files.createDirectories(keys.home);
            for (KeySpec spec : new KeySpec[] {KeySpec.EC_P256, KeySpec.RSA_2048}) {
                String alias = spec.keyAlgorithm().toLowerCase(Locale.ROOT);
                kms.create(alias, spec);
                Certificate certificate = keys.certify(alias, spec);
                lines.add(spec + " CSR: " + keys.request(alias, spec));
                lines.add(spec + " JAR: " + keys.jar(alias, spec, certificate));
                for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                    lines.add(spec + " " + version + ": " + keys.serve(version, certificate));
                }
                KeyStore store = kms.keyStore();
                store.deleteEntry(alias); // the next server has one key
                store.store(null, null);
            }
        }
        Files.write(results, lines);
    }

    private static String algorithm(KeySpec spec) {
        return spec == KeySpec.RSA_2048 ? "SHA256withRSA" : "SHA256withECDSA";
    }

    private ContentSigner signer(String alias, KeySpec spec) throws Exception {
        return new JcaContentSignerBuilder(algorithm(spec))
                .setProvider(kms.provider())
                .build(kms.privateKey(alias));
    }

    private Certificate certify(String alias, KeySpec spec) throws Exception {
        Instant now = Instant.now();
        PublicKey publicKey = kms.publicKey(alias);
        var holder =
                new JcaX509v3CertificateBuilder(
                                NAME,
                                BigInteger.ONE,
                                Date.from(now.minus(1, ChronoUnit.HOURS)),
                                Date.from(now.plus(1, ChronoUnit.DAYS)),
                                NAME,
                                publicKey)
                        .build(signer(alias, spec));
        Certificate certificate =
                CertificateFactory.getInstance("X.509", Peers.SUN)
                        .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        certificate.verify(publicKey);
        KeyStore store = kms.keyStore();
        store.setKeyEntry(alias, kms.privateKey(alias), null, new Certificate[] {certificate});
        store.store(null, null);
        return certificate;
    }

    private boolean request(String alias, KeySpec spec) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(NAME, kms.publicKey(alias))
                .build(signer(alias, spec))
                .isSignatureValid(
                        new JcaContentVerifierProviderBuilder()
                                .setProvider(Peers.BOUNCY_CASTLE)
                                .build(kms.publicKey(alias)));
    }

    /** Whether the entry of the signed JAR has the certificate as its signer. */
    private boolean jar(String alias, KeySpec spec, Certificate certificate) throws Exception {
        Path plain = home.resolve(alias + "-plain.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(plain))) {
            out.putNextEntry(new JarEntry("entry"));
            out.write(new byte[100]);
        }
        Path signed = home.resolve(alias + ".jar");
        PrivateKey key = kms.privateKey(alias);
        var path =
                CertificateFactory.getInstance("X.509", Peers.SUN)
                        .generateCertPath(List.of(certificate));
        try (var zip = new ZipFile(plain.toFile());
                var out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(key, path)
                    .signatureAlgorithm(algorithm(spec), kms.provider())
                    .build()
                    .sign(zip, out);
        }
        try (var jar = new JarFile(signed.toFile(), true)) {
            JarEntry entry = jar.getJarEntry("entry");
            jar.getInputStream(entry).readAllBytes();
            return certificate.equals(entry.getCertificates()[0]);
        }
    }

    /** Gives the cipher suite's end of a handshake of the JDK with itself. */
    private String serve(String version, Certificate certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(kms.keyStore(), null);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var listening =
                (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            CompletableFuture<Integer> answer =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try (var socket = listening.accept()) {
                                    socket.getOutputStream().write(42);
                                    return socket.getInputStream().read();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            try (var socket =
                    (SSLSocket)
                            client.getSocketFactory()
                                    .createSocket(loopback, listening.getLocalPort())) {
                socket.setEnabledProtocols(new String[] {version});
                int read = socket.getInputStream().read();
                socket.getOutputStream().write(read);
                boolean both = answer.get() == 42 && read == 42;
                return socket.getSession().getProtocol() + " " + both;
            }
        }
    }
}
