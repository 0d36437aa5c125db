package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Security;
import javax.crypto.Cipher;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/** The small file that stands for the KMS where a framework wants a KeyStore file. */
class DescriptorTest extends FreshKms {
    private static final String FIRST_LINE = "# KMS KeyStore descriptor";

    private KeyStore load(byte[] bytes) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(new ByteArrayInputStream(bytes), null);
        return store;
    }

    private byte[] withSettings() throws IOException {
        Path other = Files.createDirectories(directory().resolve("other"));
        String settings = Files.readString(KmsUnderTest.configure(level(), other));
        return (FIRST_LINE + "\r\n# mine\n" + settings + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storeWritesBackTheVeryBytes() throws Exception {
        for (byte[] bytes :
                new byte[][] {
                    withSettings(), (FIRST_LINE + "\n").getBytes(StandardCharsets.UTF_8)
                }) {
            KeyStore store = load(bytes);
            store.setEntry("x", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            store.store(written, null);
            assertThat(written.toByteArray()).isEqualTo(bytes);
            assertThat(load(written.toByteArray()).containsAlias("x")).isTrue();
        }
    }

    @Test
    void settingsOfADescriptorMeanAnotherKmsAndItsKeysWork() throws Exception {
        kms().create("ours", KeySpec.ALIYUN_AES_256);
        KeyStore store = load(withSettings());
        assertThat(store.size()).isZero();
        store.setEntry("theirs", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
        store.store(null, null);
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, store.getKey("theirs", null));
        assertThat(cipher.doFinal(new byte[1])).hasSize(17);
        assertThat(kms().handle("theirs")).isNull();
    }

    @Test
    void emptyFileMeansTheProvidersOwnKmsAndGetsADescriptor() throws Exception {
        kms().create("x", KeySpec.ALIYUN_AES_256);
        KeyStore store = load(new byte[0]);
        assertThat(store.containsAlias("x")).isTrue();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        store.store(written, null);
        assertThat(written.toString(StandardCharsets.UTF_8)).startsWith(FIRST_LINE);
    }

    @Test
    void fileIsRecognisedByProbing() throws Exception {
        Path file = directory().resolve("ks");
        Files.writeString(file, FIRST_LINE + "\n");
        kms().create("x", KeySpec.ALIYUN_AES_256);
        Security.addProvider(kms().provider());
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), "any".toCharArray());
            assertThat(store.getType()).isEqualTo("KMS");
            assertThat(store.containsAlias("x")).isTrue();
            KeyStore built =
                    KeyStore.Builder.newInstance(
                                    file.toFile(),
                                    new KeyStore.PasswordProtection("any".toCharArray()))
                            .getKeyStore();
            assertThat(built.containsAlias("x")).isTrue();
            Files.writeString(file, "something else");
            assertThatThrownBy(() -> KeyStore.getInstance(file.toFile(), "any".toCharArray()))
                    .isInstanceOf(KeyStoreException.class);
        } finally {
            Security.removeProvider("KMS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "something else",
                "# KMS",
                FIRST_LINE + "\nno=such key\n",
                FIRST_LINE + "\nprotection=NONSENSE\n"
            })
    void whatIsNoDescriptorIsAnIoException(String content) {
        assertThatThrownBy(() -> load(content.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("KeyStore");
    }

    @Test
    void everyFormOfLoadAndStoreWorks() throws Exception {
        kms().create("x", KeySpec.ALIYUN_AES_256);
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(null, "pin".toCharArray());
        assertThat(store.containsAlias("x")).isTrue();
        store.load(null);
        assertThat(store.containsAlias("x")).isTrue();
        store.load(() -> new KeyStore.PasswordProtection("pin".toCharArray()));
        assertThat(store.containsAlias("x")).isTrue();
        store.load(
                () ->
                        new KeyStore.CallbackHandlerProtection(
                                callbacks ->
                                        ((PasswordCallback) callbacks[0])
                                                .setPassword("pin".toCharArray())));
        assertThat(store.containsAlias("x")).isTrue();
        store.setEntry("y", new KeyStore.SecretKeyEntry(TestKeys.aes(128)), null);
        store.store(null);
        assertThat(kms().handle("y")).isNotNull();
        KeyStore built =
                KeyStore.Builder.newInstance(
                                "KMS",
                                kms().provider(),
                                new KeyStore.PasswordProtection("pin".toCharArray()))
                        .getKeyStore();
        assertThat(built.containsAlias("x")).isTrue();
    }
}
