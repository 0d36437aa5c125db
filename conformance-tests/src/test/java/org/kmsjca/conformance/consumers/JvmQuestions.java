package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every program of a JVM relies on, whether it uses the KMS or not. */
final class JvmQuestions {
    private JvmQuestions() {}

    static void print(Path signedJar, Path softwareKeys) {
        Answers.print(
                "providers",
                () ->
                        Stream.of(Security.getProviders())
                                .map(Provider::getName)
                                .collect(Collectors.joining(" ")));
        Answers.print("SecureRandom", () -> new SecureRandom().getProvider().getName());
        Answers.print(
                "strong SecureRandom",
                () -> SecureRandom.getInstanceStrong().getProvider().getName());
        Answers.print(
                "MessageDigest",
                () -> MessageDigest.getInstance("SHA-256").getProvider().getName());
        Answers.print("KeyStore.getDefaultType", KeyStore::getDefaultType);
        Answers.print(
                "default KeyStore",
                () -> KeyStore.getInstance(KeyStore.getDefaultType()).getProvider().getName());
        Answers.print("signed jar", () -> signer(signedJar));
        Answers.print("TLS", () -> Https.roundTrip(softwareKeys));
    }

    private static String signer(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), true)) {
            JarEntry entry = jar.getJarEntry("letter.txt");
            try (InputStream content = jar.getInputStream(entry)) {
                content.readAllBytes();
            }
            X509Certificate certificate = (X509Certificate) entry.getCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }
}
