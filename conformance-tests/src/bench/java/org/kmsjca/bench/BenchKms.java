package org.kmsjca.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.kmsjca.KmsProvider;

/** A KMS in a temporary directory, with an engine per algorithm. */
final class BenchKms implements AutoCloseable {
    private final Path home;
    private final Path configuration;
    private final Provider provider;
    private final KeyStore keyStore;

    /**
     * @param engines the setting {@code software.engine}, such as {@code EC:BC, RSA:JDK}
     */
    BenchKms(String engines) {
        try {
            home = Files.createTempDirectory("kms-bench");
            configuration = home.resolve("kms.properties");
            Files.write(
                    configuration,
                    List.of(
                            "home=" + home,
                            "root=keyfile",
                            "software.cache=20000",
                            "software.engine=" + engines));
            provider = new KmsProvider().configure(configuration.toString());
            keyStore = KeyStore.getInstance("KMS", provider);
            keyStore.load(null, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Path configuration() {
        return configuration;
    }

    Provider provider() {
        return provider;
    }

    KeyStore keyStore() {
        return keyStore;
    }

    /** Imports a secret key and gives its handle. */
    Key importKey(String alias, Key key) throws GeneralSecurityException, IOException {
        return importKey(alias, key, new X509Certificate[0]);
    }

    /** Imports a key pair and gives the private key's handle. */
    Key importKey(String alias, KeyPair pair) throws Exception {
        return importKey(
                alias, pair.getPrivate(), new X509Certificate[] {Certificates.selfSigned(pair)});
    }

    private Key importKey(String alias, Key key, X509Certificate[] chain)
            throws GeneralSecurityException, IOException {
        keyStore.setKeyEntry(alias, key, null, chain);
        keyStore.store(null, null);
        return keyStore.getKey(alias, null);
    }

    @Override
    public void close() {
        ((KmsProvider) provider).close();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
