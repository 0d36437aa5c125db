package org.kmsjca.conformance.jca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.Alias;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.KmsLoadStoreParameter;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Names of entries that are no aliases of the KMS. */
@Tag("once")
class EntryNamesTest extends FreshKms {
    private static final KeyPair PAIR = TestKeys.newPair(KeySpec.EC_P256);
    private static final X509Certificate CERTIFICATE = TestCertificates.selfSigned("x", PAIR);
    private static final String HOST = "www.example.com";

    private static void setKey(KeyStore store, String name) throws KeyStoreException {
        store.setKeyEntry(name, PAIR.getPrivate(), null, new Certificate[] {CERTIFICATE});
    }

    private void bind(String name, String keyId) throws Exception {
        KeyStore store = kms().keyStore();
        store.setEntry(name, store.getEntry(keyId, null), null);
        store.store(null, null);
    }

    private List<String> names() throws Exception {
        return Collections.list(kms().keyStore().aliases());
    }

    /** A program that follows the store by itself. */
    private KmsUnderTest another() {
        return KmsUnderTest.of(kms().configuration());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {HOST, "key 1", "CN=a, O=\"b\"", "schlüssel", "مفتاح", "👩‍💻", "payroll#1"})
    void keysAndCertificatesTakeThem(String name) throws Exception {
        KeyStore store = kms().keyStore();
        setKey(store, name);
        store.setCertificateEntry(name + " ca", CERTIFICATE);
        assertThat(Collections.list(store.aliases())).containsExactly(name, name + " ca");
        store.store(null, null);

        store = kms().keyStore();
        assertThat(Collections.list(store.aliases())).containsExactly(name, name + " ca");
        assertThat(store.isKeyEntry(name)).isTrue();
        assertThat(store.getCertificate(name)).isEqualTo(CERTIFICATE);
        assertThat(store.isCertificateEntry(name + " ca")).isTrue();
        assertThat(store.getCertificateAlias(CERTIFICATE)).isEqualTo(name);
        String keyId = kms().attributes(name).get("KeyId");
        assertThat(kms().kms().describeKey(keyId).entryNames()).containsExactly(name);
        assertThat(kms().kms().describeKey(keyId).aliases()).isEmpty();
        store.deleteEntry(name);
        store.deleteEntry(name + " ca");
        store.store(null, null);
        assertThat(names()).isEmpty();
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_DELETION);
    }

    @Test
    void legalAliasIsAnAliasAndAnotherNameIsNone() throws Exception {
        String keyId = kms().create("legal", KeySpec.EC_P256).keyId();
        bind(HOST, keyId);
        assertThat(kms().kms().describeKey(keyId).aliases()).containsExactly("legal");
        assertThat(kms().kms().describeKey(keyId).entryNames()).containsExactly(HOST);
        assertThat(kms().kms().listAliases(PageRequest.FIRST).items())
                .extracting(Alias::aliasName)
                .containsExactly("alias/legal");
        assertThatThrownBy(() -> kms().kms().describeKey("alias/" + HOST))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.ALIAS_NOT_FOUND))
                .hasMessageContaining(keyId);
        assertThatThrownBy(() -> kms().kms().createAlias(HOST, keyId))
                .isInstanceOf(KmsException.class);
        assertThatThrownBy(() -> kms().kms().deleteAlias(HOST)).isInstanceOf(KmsException.class);
        assertThat(names()).containsExactly("legal", HOST);
    }

    /** The prefix goes once: another entry must not be the one that is written. */
    @Test
    void aliasThatBeginsWithThePrefixIsWrittenUnderItsOwnName() throws Exception {
        KeyStore store = kms().keyStore();
        setKey(store, "x");
        store.setCertificateEntry("y", CERTIFICATE);
        store.store(null, null);
        String before = kms().attributes("x").get("KeyId");

        store = kms().keyStore();
        setKey(store, "alias/alias/x");
        store.setCertificateEntry("alias/alias/y", CERTIFICATE);
        store.store(null, null);

        assertThat(kms().attributes("x").get("KeyId")).isEqualTo(before);
        assertThat(kms().kms().describeKey(before).aliases()).containsExactly("x");
        assertThat(kms().attributes("alias/alias/x").get("KeyId")).isNotEqualTo(before);
        assertThat(kms().keyStore().isCertificateEntry("alias/alias/y")).isTrue();
        assertThat(names()).containsExactly("alias/alias/x", "alias/alias/y", "x", "y");
    }

    @Test
    void lookupIsExact() throws Exception {
        bind("Key 1", kms().create("x", KeySpec.EC_P256).keyId());
        KeyStore store = kms().keyStore();
        assertThat(store.containsAlias("Key 1")).isTrue();
        assertThat(store.containsAlias("alias/Key 1")).isTrue();
        for (String other : List.of("key 1", "Key  1", "Key 1 ", "Key\u00A01", "Key\u200B 1")) {
            assertThat(store.containsAlias(other)).as(other).isFalse();
        }
    }

    @Test
    void listedNameIsFoundAgain() throws Exception {
        kms().create("x", KeySpec.EC_P256);
        String nested = kms().create("alias/alias/x", KeySpec.EC_P384).keyId();
        assertThat(names()).containsExactly("alias/alias/x", "x");
        assertThat(kms().attributes("alias/alias/x")).containsEntry("KeyId", nested);
    }

    @Test
    void versionsOfAnEntryAreFoundByItsName() throws Exception {
        var cmk = kms().create("x", KeySpec.EC_P256);
        String version = cmk.versions().get(0).keyVersionId();
        bind("c# key", cmk.keyId());
        assertThat(kms().attributes("c# key#" + version)).containsEntry("KeyVersionId", version);
        assertThatThrownBy(() -> kms().keyStore().deleteEntry("c# key#" + version))
                .isInstanceOf(KeyStoreException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e\u0301.pem", "\u00E9.pem\u200B", "\uFF45\u0301.pem", " \u00E9.pem"})
    void lookalikesAreRefusedWhoeverHasTheName(String lookalike) throws Exception {
        String name = "\u00E9.pem";
        bind(name, kms().create("x", KeySpec.EC_P256).keyId());
        try (KmsUnderTest another = another()) {
            for (boolean asKey : new boolean[] {true, false}) {
                KeyStore store = another.keyStore();
                if (asKey) {
                    setKey(store, lookalike);
                } else {
                    store.setCertificateEntry(lookalike, CERTIFICATE);
                }
                assertThatThrownBy(() -> store.store(null, null))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("looks like");
            }
        }
        assertThat(names()).containsExactly("x", name);
    }

    @Test
    void lookalikesOfAliasesAreRefusedBothWays() throws Exception {
        String keyId = kms().create("payroll", KeySpec.EC_P256).keyId();
        KeyStore store = kms().keyStore();
        setKey(store, "pay\u200Broll");
        assertThatThrownBy(() -> store.store(null, null)).hasMessageContaining("pay\\u200broll");
        kms().kms().createAlias("other", keyId);
        kms().kms().deleteAlias("payroll");
        bind("pay\u200Broll", keyId);
        assertThatThrownBy(() -> kms().kms().createAlias("payroll", keyId))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.ALIAS_ALREADY_EXISTS));
        KeyStore renaming = kms().keyStore();
        renaming.setEntry("pay\u00ADroll", renaming.getEntry("pay\u200Broll", null), null);
        renaming.deleteEntry("pay\u200Broll");
        renaming.store(null, null);
        assertThatThrownBy(() -> kms().kms().createAlias("payroll", keyId))
                .isInstanceOf(KmsException.class);
        renaming.deleteEntry("pay\u00ADroll");
        renaming.store(null, null);
        kms().kms().createAlias("payroll", keyId);
    }

    @Test
    void deletedNameIsFreeForAnotherKind() throws Exception {
        KeyStore store = kms().keyStore();
        store.setCertificateEntry(HOST, CERTIFICATE);
        store.store(null, null);
        assertThatThrownBy(() -> createAliasOfNothing(HOST)).isInstanceOf(KmsException.class);
        store.deleteEntry(HOST);
        setKey(store, HOST);
        store.store(null, null);
        String first = kms().attributes(HOST).get("KeyId");
        assertThatThrownBy(() -> store.setCertificateEntry(HOST, CERTIFICATE))
                .isInstanceOf(KeyStoreException.class);
        store.deleteEntry(HOST);
        store.setEntry(HOST, new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
        store.store(null, null);
        assertThat(kms().attributes(HOST).get("KeyId")).isNotEqualTo(first);
        assertThat(kms().kms().describeKey(first).entryNames()).isEmpty();
    }

    private void createAliasOfNothing(String name) {
        kms().kms().createAlias(name, "1234abcd-12ab-34cd-56ef-1234567890ab");
    }

    @Test
    void anotherProgramSeesAndTakesThemInTurn() throws Exception {
        try (KmsUnderTest another = another()) {
            KeyStore first = kms().keyStore();
            KeyStore second = another.keyStore();
            first.setCertificateEntry(HOST, CERTIFICATE);
            first.store(null, null);
            assertThat(second.isCertificateEntry(HOST)).isTrue();
            second.deleteEntry(HOST);
            second.setEntry(HOST, new KeyStore.SecretKeyEntry(TestKeys.aes(256)), null);
            second.store(null, null);
            assertThat(first.isKeyEntry(HOST)).isTrue();
            first.deleteEntry(HOST);
            first.store(null, null);
            assertThat(second.containsAlias(HOST)).isFalse();
        }
    }

    @Test
    void descriptorNamesThem() throws Exception {
        KeyStore store = kms().keyStore();
        for (String name : List.of(HOST, "a, b", "x\\y", " z")) {
            store.setCertificateEntry(name, CERTIFICATE);
        }
        store.setCertificateEntry("hidden", CERTIFICATE);
        store.store(null, null);
        String text =
                """
                # KMS KeyStore descriptor
                keystore.aliases = www.example.com , a\\\\, b,x\\\\\\\\y,\\\\ z
                """;
        KeyStore limited = KeyStore.getInstance("KMS", kms().provider());
        limited.load(new ByteArrayInputStream(text.getBytes(UTF_8)), null);
        assertThat(new TreeSet<>(Collections.list(limited.aliases())))
                .containsExactly(" z", "a, b", HOST, "x\\y");
        assertThat(limited.containsAlias("hidden")).isFalse();
        limited.load(KmsLoadStoreParameter.of(kms().configuration()).limitedTo("a, b", HOST));
        assertThat(Collections.list(limited.aliases())).containsExactly("a, b", HOST);
        assertThatThrownBy(() -> limited.setCertificateEntry("a,b", CERTIFICATE))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("keystore.aliases");
    }

    /** A copy of what is held back at each change would allocate with the square of the number. */
    @Test
    void changesThatAreHeldBackCostTheSameEach() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        KeyStore store = kms().keyStore();
        long[] allocated = new long[4];
        for (int part = 0; part < allocated.length; part++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                store.setCertificateEntry("part " + part + ", " + i, CERTIFICATE);
            }
            allocated[part] = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated[3]).isLessThan(2 * allocated[1]);
        assertThat(store.size()).isEqualTo(8_000);
    }
}
