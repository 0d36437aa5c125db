package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Security;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.crypto.Cipher;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsLoadStoreParameter;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;

/** The small file that stands for the KMS where a framework wants a KeyStore file. */
@Tag("once")
class DescriptorTest extends FreshKms {
    private static final String FIRST_LINE = "# KMS KeyStore descriptor";

    private KeyStore load(byte[] bytes) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(new ByteArrayInputStream(bytes), null);
        return store;
    }

    private static byte[] descriptor(String... lines) {
        return (FIRST_LINE + "\r\n# mine\n" + String.join("\n", lines) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storeWritesBackTheVeryBytes() throws Exception {
        for (byte[] bytes :
                new byte[][] {
                    descriptor("keystore.aliases = x, alias/y"),
                    (FIRST_LINE + "\n").getBytes(StandardCharsets.UTF_8)
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
    void chosenConfigurationIsAnotherKmsAndItsKeysWork() throws Exception {
        Path chosen = Files.createDirectories(directory().resolve("conf.d"));
        Files.move(KmsUnderTest.configure(level(), chosen), chosen.resolve("other.properties"));
        Path reader = Files.createDirectory(directory().resolve("reader"));
        try (KmsUnderTest kms =
                KmsUnderTest.open(level(), reader, "keystore.configurations=../conf.d")) {
            kms.create("ours", KeySpec.ALIYUN_AES_256);
            KeyStore store = KeyStore.getInstance("KMS", kms.provider());
            byte[] bytes = descriptor("configuration=other", "caller=user");
            assertThatThrownBy(() -> store.load(new ByteArrayInputStream(bytes), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("has no store", "kms key create --config");
            assertThat(chosen.resolve("home")).doesNotExist();
            try (KmsUnderTest theirs = KmsUnderTest.of(chosen.resolve("other.properties"))) {
                theirs.create("first", KeySpec.ALIYUN_AES_256);
            }
            store.load(new ByteArrayInputStream(bytes), null);
            assertThat(Collections.list(store.aliases())).containsExactly("first");
            store.setEntry("theirs", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
            store.store(null, null);
            Cipher cipher = kms.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, store.getKey("theirs", null));
            assertThat(cipher.doFinal(new byte[1])).hasSize(17);
            assertThat(kms.handle("theirs")).isNull();
        }
    }

    @Test
    void aliasesLimitWhatIsReadAndWhatIsChanged() throws Exception {
        kms().create("web", KeySpec.ALIYUN_AES_256);
        kms().create("payroll", KeySpec.ALIYUN_AES_256);
        String payroll = kms().kms().describeKey("alias/payroll").keyId();
        KeyStore store = load(descriptor("keystore.aliases=web,web-ec"));
        assertThat(Collections.list(store.aliases())).containsExactly("web");
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.getKey("alias/web", null)).isNotNull();
        for (String hidden : List.of("payroll", "alias/payroll", payroll, "payroll#" + payroll)) {
            assertThat(store.containsAlias(hidden)).isFalse();
            assertThat(store.getKey(hidden, null)).isNull();
            assertThat(store.getEntry(hidden, null)).isNull();
            assertThatThrownBy(() -> store.deleteEntry(hidden))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("keystore.aliases");
            assertThatThrownBy(() -> store.setKeyEntry(hidden, TestKeys.aes(256), null, null))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("keystore.aliases");
        }
        assertThatThrownBy(() -> store.setKeyEntry("web", kms().handle("payroll"), null, null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("keystore.aliases");
        store.setKeyEntry("web-ec", TestKeys.aes(256), null, null);
        store.store(null, null);
        assertThat(Collections.list(store.aliases())).containsExactly("web", "web-ec");
        assertThat(kms().handle("web-ec")).isNotNull();
    }

    @Test
    void programGivesAWholeConfigurationInCode() throws Exception {
        Path other = Files.createDirectories(directory().resolve("other"));
        Path file = KmsUnderTest.configure(level(), other);
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(KmsLoadStoreParameter.of(file));
        store.setEntry("x", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
        store.setEntry("y", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
        store.store(null, null);
        assertThat(kms().handle("x")).isNull();

        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(file));
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
        KeyStore limited = KeyStore.getInstance("KMS", kms().provider());
        limited.load(
                KmsLoadStoreParameter.of(settings)
                        .limitedTo("alias/x")
                        .with(new KeyStore.PasswordProtection("unused".toCharArray())));
        assertThat(Collections.list(limited.aliases())).containsExactly("x");
        assertThatThrownBy(() -> limited.load(KmsLoadStoreParameter.of(Map.of("no", "key"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("KmsLoadStoreParameter");
    }

    @Test
    void emptyFileIsRefused() {
        kms().create("x", KeySpec.ALIYUN_AES_256);
        assertThatThrownBy(() -> load(new byte[0]))
                .isExactlyInstanceOf(EOFException.class)
                .hasMessageContaining(FIRST_LINE);
    }

    @Test
    void loadedWithoutAFileItWritesADescriptor() throws Exception {
        kms().create("x", KeySpec.ALIYUN_AES_256);
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(null, null);
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
            for (String other : List.of("something else", FIRST_LINE + " of somebody\n")) {
                Files.writeString(file, other);
                assertThatThrownBy(() -> KeyStore.getInstance(file.toFile(), "any".toCharArray()))
                        .isInstanceOf(KeyStoreException.class);
            }
        } finally {
            Security.removeProvider("KMS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "something else",
                "# KMS",
                FIRST_LINE + "s\n",
                FIRST_LINE + "\nno=such key\n",
                FIRST_LINE + "\nkeystore.aliases=\n",
                FIRST_LINE + "\nkeystore.aliases=a,,b\n",
                FIRST_LINE + "\nkeystore.aliases=a\nkeystore.aliases=b\n",
                FIRST_LINE + "\nconfiguration=unknown\n",
                FIRST_LINE + "\ncaller=service/OSS\n"
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
