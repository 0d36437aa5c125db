package org.kmsjca.conformance.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;
import org.kmsjca.ProtectionLevel;

/** A fresh KMS in a directory of its own, as an application sees it. */
public final class KmsUnderTest implements AutoCloseable {
    private final Path configuration;
    private final KmsProvider provider;

    private KmsUnderTest(Path configuration) {
        this.configuration = configuration;
        this.provider = (KmsProvider) new KmsProvider().configure(configuration.toString());
    }

    /** Writes a configuration of that protection level, with further settings, and uses it. */
    public static KmsUnderTest open(ProtectionLevel level, Path directory, String... settings) {
        return new KmsUnderTest(configure(level, directory, settings));
    }

    /** Writes a configuration of that protection level, with further settings. */
    public static Path configure(ProtectionLevel level, Path directory, String... settings) {
        Path file = directory.resolve("kms.properties");
        String root =
                List.of(settings).stream().anyMatch(line -> line.startsWith("root="))
                        ? ""
                        : "root=keyfile\n";
        try {
            Files.writeString(
                    file,
                    "home="
                            + directory.resolve("home")
                            + "\nprotection="
                            + level
                            + "\n"
                            + root
                            + String.join("\n", settings)
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A provider of an existing configuration. */
    public static KmsUnderTest of(Path configuration) {
        return new KmsUnderTest(configuration);
    }

    public Path configuration() {
        return configuration;
    }

    public KmsProvider provider() {
        return provider;
    }

    public Kms kms() {
        return Kms.of(provider);
    }

    /** A new KeyStore object of the provider, loaded. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("KMS", provider);
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Cipher cipher(String transformation) throws GeneralSecurityException {
        return Cipher.getInstance(transformation, provider);
    }

    public Signature signature(String algorithm) throws GeneralSecurityException {
        return Signature.getInstance(algorithm, provider);
    }

    /** Imports a key as a user does, with a chain where there is one. */
    public Key importKey(String alias, Key key, Certificate... chain) {
        try {
            KeyStore store = keyStore();
            if (key instanceof SecretKey secret) {
                store.setEntry(alias, new KeyStore.SecretKeyEntry(secret), null);
            } else {
                store.setKeyEntry(alias, key, null, chain);
            }
            store.store(null, null);
            return handle(alias);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public SecretKey importSecret(String alias, SecretKey key) {
        return (SecretKey) importKey(alias, key);
    }

    /** Imports a key pair for signatures. */
    public PrivateKey importForSigning(String alias, KeyPair pair) {
        return (PrivateKey)
                importKey(alias, pair.getPrivate(), TestCertificates.selfSigned(alias, pair));
    }

    /** Imports an RSA key pair for decryption. */
    public PrivateKey importForDecryption(String alias, KeyPair pair) {
        return (PrivateKey)
                importKey(alias, pair.getPrivate(), TestCertificates.forEncipherment(alias, pair));
    }

    /** Creates a CMK of the default usage. */
    public CmkMetadata create(String alias, KeySpec spec) {
        return kms().createKey(CmkSpec.builder(spec).alias(alias).build());
    }

    public CmkMetadata create(String alias, KeySpec spec, KeyUsage usage) {
        return kms().createKey(CmkSpec.builder(spec).alias(alias).usage(usage).build());
    }

    /** The handle of a key. */
    public Key handle(String alias) {
        try {
            return keyStore().getKey(alias, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public PrivateKey privateKey(String alias) {
        return (PrivateKey) handle(alias);
    }

    public SecretKey secretKey(String alias) {
        return (SecretKey) handle(alias);
    }

    public PublicKey publicKey(String alias) {
        return kms().getPublicKey("alias/" + alias);
    }

    public String keyId(String alias) {
        return kms().describeKey("alias/" + alias).keyId();
    }

    @Override
    public void close() {
        provider.close();
    }
}
