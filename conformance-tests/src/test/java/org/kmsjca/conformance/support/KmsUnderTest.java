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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;
import org.kmsjca.ProtectionLevel;
import org.opentest4j.TestAbortedException;

/** A fresh KMS in a directory of its own, as an application sees it. */
public final class KmsUnderTest implements AutoCloseable {
    private final Path configuration;
    private final KmsProvider provider;

    /** Names of keys that the token cannot have. */
    private final Map<String, Exception> lacking = new TreeMap<>();

    private boolean preparing;

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
                            + Stores.settings(directory, settings)
                            + String.join("\n", ProtectionLevels.settings(level))
                            + "\n"
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

    /** The attributes of an entry of the KeyStore. */
    public Map<String, String> attributes(String alias) {
        try {
            return keyStore().getEntry(alias, null).getAttributes().stream()
                    .collect(
                            Collectors.toMap(
                                    KeyStore.Entry.Attribute::getName,
                                    KeyStore.Entry.Attribute::getValue));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Cipher cipher(String transformation) throws GeneralSecurityException {
        return Cipher.getInstance(transformation, provider);
    }

    public Signature signature(String algorithm) throws GeneralSecurityException {
        return Signature.getInstance(algorithm, provider);
    }

    /**
     * Imports a key as a user does, with a chain where there is one. While a test class prepares,
     * null when the token that keys are in cannot have it: tests that use it are left out then.
     */
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
            if (mayLack(alias, e)) {
                return null;
            }
            throw new IllegalStateException(e);
        }
    }

    /** As importSecret, but null when the token cannot have it. */
    public SecretKey importIfPossible(String alias, SecretKey key) {
        boolean before = preparing;
        preparing = true;
        try {
            return importSecret(alias, key);
        } finally {
            preparing = before;
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

    /** Creates a CMK of the default usage; null as {@link #importKey}. */
    public CmkMetadata create(String alias, KeySpec spec) {
        return create(alias, spec, spec.defaultUsage());
    }

    /** Creates a CMK; null as {@link #importKey}. */
    public CmkMetadata create(String alias, KeySpec spec, KeyUsage usage) {
        try {
            return kms().createKey(CmkSpec.builder(spec).alias(alias).usage(usage).build());
        } catch (KmsException e) {
            if (mayLack(alias, e)) {
                return null;
            }
            throw e;
        }
    }

    /** Lets a test class prepare keys that the token may lack. */
    void prepare(Preparation preparation) throws GeneralSecurityException {
        preparing = true;
        try {
            preparation.run();
        } catch (RuntimeException | GeneralSecurityException e) {
            if (TestToken.isNamed() && TokenLimits.isLack(e)) {
                throw new TestAbortedException("what all tests of the class need", e);
            }
            throw e;
        }
        preparing = false;
    }

    /** What a test class does before its tests. */
    interface Preparation {
        void run() throws GeneralSecurityException;
    }

    private boolean mayLack(String alias, Exception refusal) {
        if (!preparing || !TokenLimits.isLack(refusal)) {
            return false;
        }
        lacking.put(alias, refusal);
        return true;
    }

    private void requireKey(String alias) {
        if (lacking.containsKey(alias) && !preparing) {
            throw new TestAbortedException(
                    TokenLimits.LACKS + "the key " + alias, lacking.get(alias));
        }
    }

    /** A handle as {@link #importKey} gave it; where it is null the test is left out. */
    public <K extends Key> K present(K handle, String alias) {
        if (handle == null) {
            requireKey(alias);
        }
        return handle;
    }

    /** The token's refusal of a key without which a test failed. */
    Optional<Exception> lackBehind(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            if (e instanceof NullPointerException
                    || message.contains("no key was given")
                    || message.contains(KmsErrorCode.ALIAS_NOT_FOUND.toString())) {
                return lacking.entrySet().stream()
                        .filter(lack -> message.contains("alias/" + lack.getKey() + "'"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .or(() -> lacking.values().stream().findFirst());
            }
        }
        return Optional.empty();
    }

    /** The handle of a key. */
    public Key handle(String alias) {
        requireKey(alias);
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
        requireKey(alias);
        return kms().getPublicKey("alias/" + alias);
    }

    public String keyId(String alias) {
        requireKey(alias);
        return kms().describeKey("alias/" + alias).keyId();
    }

    @Override
    public void close() {
        provider.close();
    }
}
