package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsException;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** What a KeyStore changes, and when. */
@Tag("once")
class KeyStoreChangesTest extends FreshKms {
    private static final KeyPair PAIR = TestKeys.newPair(KeySpec.EC_P256);
    private static final X509Certificate CERTIFICATE = TestCertificates.selfSigned("x", PAIR);

    private int keys() {
        return kms().kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).totalCount();
    }

    @Test
    void changesTakeEffectAtStore() throws Exception {
        kms().create("gone", KeySpec.ALIYUN_AES_256);
        KeyStore store = kms().keyStore();
        store.setKeyEntry("new", PAIR.getPrivate(), null, new Certificate[] {CERTIFICATE});
        store.deleteEntry("gone");
        assertThat(store.containsAlias("new")).isTrue();
        assertThat(store.isKeyEntry("new")).isTrue();
        assertThat(store.getCertificate("new")).isEqualTo(CERTIFICATE);
        assertThat(store.containsAlias("gone")).isFalse();
        assertThat(kms().keyStore().containsAlias("new")).isFalse();
        assertThat(kms().keyStore().containsAlias("gone")).isTrue();
        assertThat(keys()).isEqualTo(1);
        store.store(null, null);
        assertThat(kms().keyStore().containsAlias("new")).isTrue();
        assertThat(kms().keyStore().containsAlias("gone")).isFalse();
    }

    @Test
    void whatIsNotStoredLeavesNothingBehind() throws Exception {
        KeyStore store = kms().keyStore();
        store.setKeyEntry("new", PAIR.getPrivate(), null, new Certificate[] {CERTIFICATE});
        store.load(null, null);
        assertThat(store.containsAlias("new")).isFalse();
        store.store(null, null);
        assertThat(keys()).isZero();
    }

    @Test
    void deletionSchedulesTheCmkOfTheLastName() throws Exception {
        String id = kms().create("a", KeySpec.ALIYUN_AES_256).keyId();
        kms().kms().createAlias("b", id);
        KeyStore store = kms().keyStore();
        store.deleteEntry("a");
        store.store(null, null);
        assertThat(kms().kms().describeKey(id).keyState()).isEqualTo(KeyState.ENABLED);
        store.deleteEntry("b");
        store.store(null, null);
        assertThat(kms().kms().describeKey(id).keyState()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(kms().kms().describeKey(id).deleteDate()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void renamingKeepsTheKey(boolean withChain) throws Exception {
        if (withChain) {
            kms().importKey("old", PAIR.getPrivate(), CERTIFICATE);
        } else {
            kms().create("old", KeySpec.EC_P256);
        }
        String id = kms().keyId("old");
        KeyStore store = kms().keyStore();
        store.setEntry("new", store.getEntry("old", null), null);
        store.deleteEntry("old");
        store.store(null, null);
        assertThat(kms().keyId("new")).isEqualTo(id);
        assertThat(kms().kms().describeKey(id).keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(kms().kms().describeKey(id).aliases()).containsExactly("new");
        assertThat(kms().keyStore().getCertificate("new"))
                .isEqualTo(withChain ? CERTIFICATE : null);
    }

    @Test
    void ownHandleUnderItsOwnAliasUpdatesTheChainAndNothingElse() throws Exception {
        kms().importKey("x", PAIR.getPrivate(), CERTIFICATE);
        var before = kms().kms().describeKey("alias/x");
        KeyPair ca = TestKeys.newPair(KeySpec.EC_P256);
        X509Certificate reply = TestCertificates.issue("x", PAIR.getPublic(), "ca", ca, 128);
        KeyStore store = kms().keyStore();
        store.setKeyEntry(
                "x",
                store.getKey("x", null),
                "any".toCharArray(),
                new Certificate[] {reply, TestCertificates.selfSigned("ca", ca)});
        store.store(null, null);
        assertThat(kms().keyStore().getCertificateChain("x")).hasSize(2).startsWith(reply);
        assertThat(kms().kms().describeKey("alias/x")).isEqualTo(before);
    }

    @Test
    void chainOfAnotherKeyIsRefused() {
        kms().create("x", KeySpec.EC_P256);
        KeyStore store = kms().keyStore();
        assertThatThrownBy(
                        () ->
                                store.setKeyEntry(
                                        "x",
                                        store.getKey("x", null),
                                        null,
                                        new Certificate[] {CERTIFICATE}))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void privateKeyWithoutChainIsRefusedByTheJdk() {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setKeyEntry("x", PAIR.getPrivate(), null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void protectedEncodingIsRefused() {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setKeyEntry("x", new byte[10], null))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void certificateDoesNotTakeTheNameOfAKey() throws Exception {
        kms().create("x", KeySpec.EC_P256);
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setCertificateEntry("x", CERTIFICATE))
                .isInstanceOf(KeyStoreException.class);
        store.setCertificateEntry("y", CERTIFICATE);
        store.store(null, null);
        store.deleteEntry("y");
        store.store(null, null);
        assertThat(kms().keyStore().containsAlias("y")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acs/oss", "acsfoo", "Acs", "acs key", "", " ", "two\nlines"})
    void reservedAndInvalidNamesAreRefused(String alias) {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(
                        () ->
                                store.setEntry(
                                        alias,
                                        new KeyStore.SecretKeyEntry(TestKeys.aes(256)),
                                        null))
                .isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> store.setCertificateEntry(alias, CERTIFICATE))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void noKeyIsRefused() {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setKeyEntry("x\u001b", null, null, null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage("no key was given for 'x\\u001b'");
    }

    /** A name in a message neither moves the cursor nor begins a line of its own in a log. */
    @Test
    void namesInMessagesArePrintable() throws Exception {
        String evil = "\u001b[2J\nx\u202E";
        String version = evil + "#1234abcd-12ab-34cd-56ef-1234567890ab";
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        Key own = kms().secretKey("aes");
        KeyStore all = kms().keyStore();
        KeyStore limited = KeyStore.getInstance("KMS", kms().provider());
        limited.load(
                new ByteArrayInputStream(
                        "# KMS KeyStore descriptor\nkeystore.aliases=aes\n"
                                .getBytes(StandardCharsets.US_ASCII)),
                null);
        Key unusable = new SecretKeySpec(new byte[5], "RC4");
        Certificate[] chain = {CERTIFICATE};
        for (KeyStore store : List.of(all, limited)) {
            for (String name : List.of(evil, version, "acs" + evil)) {
                for (Key key : List.of(own, unusable, TestKeys.aes(256))) {
                    assertPrintable(() -> store.setKeyEntry(name, key, null, null));
                    assertPrintable(() -> store.setKeyEntry(name, key, null, chain));
                }
                assertPrintable(() -> store.setCertificateEntry(name, CERTIFICATE));
                assertPrintable(
                        () -> {
                            store.deleteEntry(name);
                            throw new KeyStoreException("nothing to delete");
                        });
            }
        }
        for (String name : List.of(evil, "alias/" + evil, "acs:" + evil, "acs/" + evil)) {
            var calls = kms().kms();
            assertPrintable(() -> calls.describeKey(name));
            assertPrintable(() -> calls.getPublicKey(name));
            assertPrintable(() -> calls.createAlias(name, kms().keyId("aes")));
            assertPrintable(() -> calls.deleteAlias(name));
            assertPrintable(() -> calls.enableKey(name));
        }
    }

    private static void assertPrintable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfAny(KeyStoreException.class, KmsException.class)
                .message()
                .doesNotContainPattern("\\p{Cc}|\\p{Cf}");
    }

    @Test
    void storeIsAllOrNothing() throws Exception {
        String id = kms().create("protected", KeySpec.ALIYUN_AES_256).keyId();
        kms().kms().enableDeletionProtection(id, "mine");
        KeyStore store = kms().keyStore();
        store.setEntry("new", new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
        store.deleteEntry("protected");
        assertThatThrownBy(() -> store.store(null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("protected from deletion");
        assertThat(kms().keyStore().containsAlias("new")).isFalse();
        assertThat(kms().keyStore().containsAlias("protected")).isTrue();
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void changedStorePasswordIsRefused() throws Exception {
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        store.load(null, "first".toCharArray());
        store.store(null, "first".toCharArray());
        assertThatThrownBy(() -> store.store(null, "second".toCharArray()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), "second".toCharArray()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void handleOfAnotherKmsIsNotTakenIn() throws Exception {
        var second = Files.createDirectory(directory().resolve("second"));
        try (var other = KmsUnderTest.open(level(), second)) {
            other.create("x", KeySpec.ALIYUN_AES_256);
            KeyStore store = kms().keyStore();
            KeyStore.Entry entry = other.keyStore().getEntry("x", null);
            assertThatThrownBy(() -> store.setEntry("x", entry, null))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("another KMS");
        }
    }

    @Test
    void keyIdIsANameOfItsKeyAndNoNewAlias() throws Exception {
        String id = kms().create("x", KeySpec.EC_P256).keyId();
        KeyStore store = kms().keyStore();
        KeyStore.Entry entry = store.getEntry(id, null);
        store.setEntry(id, entry, null);
        store.store(null, null);
        assertThat(kms().kms().describeKey(id).aliases()).isEqualTo(List.of("x"));
    }
}
