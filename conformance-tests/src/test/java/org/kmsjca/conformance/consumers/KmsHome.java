package org.kmsjca.conformance.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/** A KMS in a directory of its own, with its configuration; open in this JVM too. */
final class KmsHome implements AutoCloseable {
    /** The first line of a KeyStore descriptor. */
    static final String DESCRIPTOR_LINE = "# KMS KeyStore descriptor\n";

    private final Path directory;
    private final Path configuration;
    private final KmsProvider provider;
    private final Kms kms;

    KmsHome(Path directory, String... settings) throws IOException {
        this.directory = Files.createDirectories(directory);
        // A key file on every machine: elsewhere the default might find a TPM.
        String text =
                "home="
                        + directory
                        + "\nroot=keyfile\nkeystore.configurations=conf.d\n"
                        + String.join("\n", settings);
        this.configuration = Files.writeString(directory.resolve("kms.properties"), text);
        this.provider = (KmsProvider) new KmsProvider().configure(configuration.toString());
        this.kms = Kms.of(provider);
    }

    Path directory() {
        return directory;
    }

    Path configuration() {
        return configuration;
    }

    Kms kms() {
        return kms;
    }

    KmsProvider provider() {
        return provider;
    }

    /** A security properties file that adds the provider in the last place. */
    Path securityFile(String... more) throws IOException {
        return SecurityFile.write(
                directory.resolve("java.security"),
                SecurityFile.last("KMS " + configuration),
                more);
    }

    /** A descriptor of this KMS, limited to an entry, for programs that are configured with it. */
    Path descriptorOf(String alias) throws IOException {
        return Files.writeString(
                directory.resolve("keystore.kms"),
                DESCRIPTOR_LINE + "keystore.aliases=" + alias + "\n");
    }

    /** A descriptor that chooses this KMS, for programs that are configured with another. */
    Path descriptorFor(KmsHome reader) throws IOException {
        String name = directory.getFileName().toString();
        Path chosen = Files.createDirectories(reader.directory.resolve("conf.d"));
        Files.copy(
                configuration,
                chosen.resolve(name + ".properties"),
                StandardCopyOption.REPLACE_EXISTING);
        return Files.writeString(
                directory.resolve("keystore.kms"),
                DESCRIPTOR_LINE + "configuration=" + name + "\n");
    }

    KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        return keys;
    }

    Key key(String alias) throws GeneralSecurityException, IOException {
        return keyStore().getKey(alias, null);
    }

    String create(String alias, KeySpec spec) {
        return create(alias, spec, spec.defaultUsage());
    }

    String create(String alias, KeySpec spec, KeyUsage usage) {
        CmkSpec wanted = CmkSpec.builder(spec).alias(alias).usage(usage).build();
        return kms.createKey(wanted).keyId();
    }

    /** A CMK with a certificate that it signed itself. */
    String createWithCertificate(String alias, KeySpec spec) throws Exception {
        String keyId = create(alias, spec, KeyUsage.SIGN_VERIFY);
        PrivateKey key = (PrivateKey) key(alias);
        attach(alias, TestCertificates.selfSigned(alias, kms.getPublicKey(keyId), key, provider));
        return keyId;
    }

    /** An RSA CMK that decrypts, with a certificate for that and nothing else. */
    X509Certificate createForDecryption(String alias) throws Exception {
        PublicKey publicKey =
                kms.getPublicKey(create(alias, KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT));
        X509Certificate certificate =
                TestCertificates.issued(
                        alias,
                        publicKey,
                        org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment,
                        TestKeyPairs.rsa());
        attach(alias, certificate);
        return certificate;
    }

    void attach(String alias, X509Certificate... chain) throws Exception {
        KeyStore keys = keyStore();
        keys.setKeyEntry(alias, keys.getKey(alias, null), null, chain);
        keys.store(null, null);
    }

    X509Certificate certificate(String alias) {
        List<X509Certificate> chain = kms.getCertificateChain("alias/" + alias);
        return chain.get(0);
    }

    @Override
    public void close() {
        provider.close();
    }
}
