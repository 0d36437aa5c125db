package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Jar files to sign. */
final class SignedJar {
    private SignedJar() {}

    /** A jar with one entry and no signature. */
    static Path unsigned(Path file) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new JarEntry("letter.txt"));
            jar.write("attack at dawn".getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    /** The same, signed by an ordinary key. */
    static Path bySoftwareKey(Path file) throws Exception {
        var pair = TestKeyPairs.rsa();
        var certificate = TestCertificates.selfSigned("signer", pair);
        CertPath chain =
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        Path unsigned = unsigned(file.resolveSibling("unsigned.jar"));
        try (ZipFile source = new ZipFile(unsigned.toFile());
                OutputStream target = Files.newOutputStream(file)) {
            new JarSigner.Builder(pair.getPrivate(), chain).build().sign(source, target);
        }
        return file;
    }
}
