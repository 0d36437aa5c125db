package org.kmsjca.conformance.consumers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;

/** Keys that were made elsewhere and come into the KMS by keytool. */
class KeytoolImportTest {
    private static final String[] NONE = {
        "-keystore", "NONE", "-storetype", "KMS", "-storepass", "unused"
    };

    private KmsHome home;
    private JdkTool keytool;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        home = new KmsHome(directory);
        keytool = JdkTool.registered("keytool", JarPath.CLASS_PATH, home);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private CmkMetadata cmk(String alias) {
        return home.kms().describeKey("alias/" + alias);
    }

    /** A PKCS12 file with everything that a program may have had before. */
    private Path pkcs12(KeyPair signing, KeyPair decrypting, SecretKey secret) throws Exception {
        X509Certificate certificate = TestCertificates.selfSigned("signing", signing);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "signing", signing.getPrivate(), Https.PASSWORD, new Certificate[] {certificate});
        X509Certificate encipherment =
                TestCertificates.issued(
                        "decrypting", decrypting.getPublic(), KeyUsage.keyEncipherment, decrypting);
        keys.setKeyEntry(
                "decrypting",
                decrypting.getPrivate(),
                Https.PASSWORD,
                new Certificate[] {encipherment});
        keys.setEntry(
                "secret",
                new KeyStore.SecretKeyEntry(secret),
                new KeyStore.PasswordProtection(Https.PASSWORD));
        keys.setCertificateEntry("trusted", certificate);
        Path file = home.directory().resolve("old.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, Https.PASSWORD);
        }
        return file;
    }

    @Test
    void importkeystoreMovesAPkcs12FileIntoTheKms() throws Exception {
        KeyPair signing = TestKeyPairs.ec();
        SecretKey secret =
                new SecretKeySpec("an AES key, 32 bytes in length..".getBytes(US_ASCII), "AES");
        Path old = pkcs12(signing, TestKeyPairs.rsa(), secret);

        keytool.succeed(
                "-importkeystore",
                "-srckeystore",
                old.toString(),
                "-srcstorepass",
                "changeit",
                "-destkeystore",
                "NONE",
                "-deststoretype",
                "KMS",
                "-deststorepass",
                "unused");

        assertThat(cmk("signing").keySpec()).isEqualTo(KeySpec.EC_P256);
        assertThat(cmk("signing").origin()).isEqualTo(Origin.EXTERNAL);
        assertThat(cmk("decrypting").keyUsage()).isEqualTo(org.kmsjca.KeyUsage.ENCRYPT_DECRYPT);
        assertThat(cmk("secret").keySpec()).isEqualTo(KeySpec.ALIYUN_AES_256);
        assertThat(cmk("secret").origin()).isEqualTo(Origin.EXTERNAL);
        assertThat(home.keyStore().isCertificateEntry("trusted")).isTrue();
        assertThat(signsAs(signing)).isTrue();
        assertThat(decryptsWhat(secret)).isTrue();
    }

    private boolean signsAs(KeyPair original) throws Exception {
        Signature signer = Signature.getInstance("SHA256withECDSA", home.provider());
        signer.initSign((PrivateKey) home.key("signing"));
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(original.getPublic());
        return verifier.verify(signer.sign());
    }

    private boolean decryptsWhat(SecretKey original) throws Exception {
        Cipher encryptor = Cipher.getInstance("AES/GCM/NoPadding");
        encryptor.init(Cipher.ENCRYPT_MODE, original);
        byte[] ciphertext = encryptor.doFinal(new byte[] {42});
        Cipher decryptor = Cipher.getInstance("AES/GCM/NoPadding", home.provider());
        decryptor.init(Cipher.DECRYPT_MODE, home.key("secret"), encryptor.getParameters());
        return decryptor.doFinal(ciphertext)[0] == 42;
    }

    @Test
    void importkeystoreIsRefusedWhereImportIsDenied() throws Exception {
        Path old =
                pkcs12(
                        TestKeyPairs.ec(),
                        TestKeyPairs.rsa(),
                        new SecretKeySpec(new byte[32], "AES"));
        try (KmsHome closed =
                new KmsHome(home.directory().resolve("closed"), "keystore.import=deny")) {
            // Makes the store, which a descriptor does not.
            assertThat(closed.kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).items()).isEmpty();
            Outcome outcome =
                    keytool.run(
                            "-importkeystore",
                            "-srckeystore",
                            old.toString(),
                            "-srcstorepass",
                            "changeit",
                            "-destkeystore",
                            closed.descriptorFor(home).toString(),
                            "-deststoretype",
                            "KMS",
                            "-deststorepass",
                            "unused",
                            "-noprompt");

            assertThat(outcome.printed())
                    .contains("keystore.import=deny: the key for 'signing' would be imported")
                    .contains("keystore.import=deny: the key for 'secret' would be imported")
                    .doesNotContain("\tat ");
            assertThat(closed.kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).items()).isEmpty();
        }
    }

    @Test
    void genseckeyArrivesAsAnImport() throws Exception {
        keytool.succeed(
                "-genseckey",
                "-alias",
                "data",
                "-keyalg",
                "AES",
                "-keysize",
                "256",
                "-keystore",
                "NONE",
                "-storetype",
                "KMS",
                "-providerName",
                "KMS",
                "-protected");

        assertThat(cmk("data").keySpec()).isEqualTo(KeySpec.ALIYUN_AES_256);
        assertThat(cmk("data").origin()).isEqualTo(Origin.EXTERNAL);
    }

    @Test
    void genkeypairWithoutTheProvidersNameArrivesAsAnImport() throws Exception {
        keytool.succeed(
                "-genkeypair",
                "-alias",
                "pair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp384r1",
                "-dname",
                "CN=pair",
                "-keystore",
                "NONE",
                "-storetype",
                "KMS",
                "-protected");

        assertThat(cmk("pair").keySpec()).isEqualTo(KeySpec.EC_P384);
        assertThat(cmk("pair").origin()).isEqualTo(Origin.EXTERNAL);
    }

    @Test
    void importpassIsRefusedAndTheStoreStaysReadable() throws Exception {
        Path password = Files.writeString(home.directory().resolve("password"), "secret1\n");
        String[] command = {"-importpass", "-alias", "word", "-keypass:file", password.toString()};
        Outcome outcome = keytool.run(concat(command, NONE));

        assertThat(outcome.succeeded()).as("%s", outcome).isFalse();
        assertThat(home.keyStore().size()).isZero();
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = new String[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
