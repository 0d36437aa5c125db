package org.kmsjca.consumers.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A certificate authority: the command openssl with a key of its own, so that certificates need no
 * library on the class path of a consumer.
 */
public final class Authority {
    private static final String CERTIFICATE = "authority.pem";

    private final Path directory;
    private final AtomicInteger issued = new AtomicInteger();

    private Authority() {
        this.directory = TestKms.get().directory();
        Command.run(
                directory,
                ("openssl req -x509 -newkey rsa:2048 -nodes -keyout authority.key -out "
                                + CERTIFICATE
                                + " -subj /CN=Authority -days 30")
                        .split(" "));
    }

    private static final class Holder {
        static final Authority ONLY = new Authority();
    }

    /** The only one of this JVM. */
    public static Authority get() {
        return Holder.ONLY;
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return (X509Certificate) read(file(), parser());
    }

    /** The authority's own certificate, as PEM. */
    public Path file() {
        return directory.resolve(CERTIFICATE);
    }

    /** A KeyStore that has the authority's certificate and nothing else. */
    public KeyStore trust() throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("authority", certificate());
        return trust;
    }

    /** A certificate for localhost. */
    public X509Certificate issue(String name, PublicKey key, String... extensions) {
        return (X509Certificate) read(issueFile(name, key, extensions), parser());
    }

    /** A certificate for localhost as a PEM file, for keys that the JDK does not know. */
    public Path issueFile(String name, PublicKey key, String... extensions) {
        String stem = "issued-" + issued.incrementAndGet();
        String publicKey =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n";
        write(stem + ".pub", publicKey);
        write(
                stem + ".ext",
                "subjectAltName=DNS:localhost\n" + String.join("\n", extensions) + "\n");
        Command.run(
                directory,
                "openssl",
                "x509",
                "-new",
                "-force_pubkey",
                stem + ".pub",
                "-CA",
                CERTIFICATE,
                "-CAkey",
                "authority.key",
                "-subj",
                "/CN=" + name,
                "-days",
                "20",
                "-extfile",
                stem + ".ext",
                "-out",
                stem + ".pem");
        return directory.resolve(stem + ".pem");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CertificateFactory parser() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a certificate with the parser that it needs. */
    public static Certificate read(Path file, CertificateFactory parser) {
        try (InputStream in = Files.newInputStream(file)) {
            return parser.generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
