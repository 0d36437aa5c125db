package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.security.auth.callback.CallbackHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Origin;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** What a KeyStore shows. */
class KeyStoreReadingTest extends FreshKms {
    private static final KeyPair PAIR = TestKeys.newPair(KeySpec.EC_P256);
    private static final X509Certificate CERTIFICATE =
            TestCertificates.selfSigned("withChain", PAIR);

    private KeyStore filled() throws Exception {
        kms().create("secret", KeySpec.ALIYUN_AES_256);
        kms().create("noChain", KeySpec.EC_P384);
        kms().importKey("withChain", PAIR.getPrivate(), CERTIFICATE);
        KeyStore store = kms().keyStore();
        store.setCertificateEntry("trusted", otherCertificate());
        store.store(null, null);
        return kms().keyStore();
    }

    private static X509Certificate otherCertificate() {
        return TestCertificates.selfSigned("trusted", TestKeys.newPair(KeySpec.EC_P256));
    }

    @Test
    void useBeforeLoadIsAKeyStoreException() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("KMS", kms().provider());
        assertThatThrownBy(store::size).isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> store.getKey("x", null)).isInstanceOf(KeyStoreException.class);
    }

    @Test
    void everyKindOfEntryIsShownAsWhatItIs() throws Exception {
        KeyStore store = filled();
        assertThat(Collections.list(store.aliases()))
                .containsExactlyInAnyOrder("secret", "noChain", "withChain", "trusted");
        assertThat(store.size()).isEqualTo(4);
        assertThat(store.getKey("secret", null)).isInstanceOf(SecretKey.class);
        for (String alias : List.of("secret", "noChain", "withChain")) {
            assertThat(store.isKeyEntry(alias)).isTrue();
            assertThat(store.isCertificateEntry(alias)).isFalse();
            assertThat(store.getCreationDate(alias)).isNotNull();
        }
        assertThat(store.isCertificateEntry("trusted")).isTrue();
        assertThat(store.isKeyEntry("trusted")).isFalse();
        assertThat(store.getKey("trusted", null)).isNull();
        assertThat(store.getCertificateChain("withChain")).containsExactly(CERTIFICATE);
        assertThat(store.getCertificate("withChain")).isEqualTo(CERTIFICATE);
        assertThat(store.getCertificateAlias(CERTIFICATE)).isEqualTo("withChain");
        assertThat(store.getCertificateChain("noChain")).isNull();
        assertThat(store.entryInstanceOf("secret", KeyStore.SecretKeyEntry.class)).isTrue();
        assertThat(store.entryInstanceOf("noChain", KeyStore.PrivateKeyEntry.class)).isTrue();
        assertThat(store.entryInstanceOf("withChain", KeyStore.PrivateKeyEntry.class)).isTrue();
        assertThat(store.entryInstanceOf("trusted", KeyStore.TrustedCertificateEntry.class))
                .isTrue();
        assertThat(store.entryInstanceOf("trusted", KeyStore.PrivateKeyEntry.class)).isFalse();
    }

    static List<KeyStore.ProtectionParameter> protections() {
        CallbackHandler unused =
                callbacks -> {
                    throw new AssertionError("asked");
                };
        return Arrays.asList(
                null,
                new KeyStore.PasswordProtection("anything".toCharArray()),
                new KeyStore.PasswordProtection(null),
                new KeyStore.CallbackHandlerProtection(unused));
    }

    @ParameterizedTest
    @MethodSource("protections")
    void entriesComeWithAnyProtectionAndGoBackWithAny(KeyStore.ProtectionParameter protection)
            throws Exception {
        KeyStore store = filled();
        for (String alias : List.of("secret", "noChain", "withChain")) {
            KeyStore.Entry entry = store.getEntry(alias, protection);
            assertThat(entry).as(alias).isNotNull();
            store.setEntry("again-" + alias, entry, protection);
        }
        store.setEntry("again-trusted", store.getEntry("trusted", null), null);
        store.store(null, null);
        for (String alias : List.of("secret", "noChain", "withChain")) {
            assertThat(kms().handle("again-" + alias)).isEqualTo(kms().handle(alias));
            assertThat(kms().kms().describeKey("alias/" + alias).aliases())
                    .containsExactly("again-" + alias, alias);
        }
        assertThat(kms().keyStore().getCertificate("again-trusted"))
                .isEqualTo(kms().keyStore().getCertificate("trusted"));
        var entry = (KeyStore.PrivateKeyEntry) store.getEntry("withChain", protection);
        assertThat(entry.getCertificate()).isEqualTo(CERTIFICATE);
        assertThat(entry.getPrivateKey()).isEqualTo(kms().handle("withChain"));
    }

    @Test
    void anyPasswordGivesTheKey() throws Exception {
        KeyStore store = filled();
        Key key = store.getKey("secret", null);
        assertThat(store.getKey("secret", new char[0])).isEqualTo(key);
        assertThat(store.getKey("secret", "x".toCharArray())).isEqualTo(key);
    }

    @Test
    void unknownAliasIsNullOrFalse() throws Exception {
        KeyStore store = filled();
        assertThat(store.getKey("nobody", null)).isNull();
        assertThat(store.getEntry("nobody", null)).isNull();
        assertThat(store.getCertificate("nobody")).isNull();
        assertThat(store.getCertificateChain("nobody")).isNull();
        assertThat(store.getCreationDate("nobody")).isNull();
        assertThat(store.containsAlias("nobody")).isFalse();
        assertThat(store.isKeyEntry("nobody")).isFalse();
        assertThat(store.isCertificateEntry("nobody")).isFalse();
        assertThat(store.entryInstanceOf("nobody", KeyStore.PrivateKeyEntry.class)).isFalse();
        assertThat(store.getCertificateAlias(otherCertificate())).isNull();
        store.deleteEntry("nobody");
        store.store(null, null);
        assertThat(kms().keyStore().size()).isEqualTo(4);
    }

    @Test
    void caseOfAnAliasCounts() throws Exception {
        KeyStore store = filled();
        assertThat(store.containsAlias("WITHCHAIN")).isFalse();
        assertThat(store.containsAlias("withchain")).isFalse();
        kms().create("WITHCHAIN", KeySpec.ALIYUN_AES_128);
        assertThat(store.getKey("WITHCHAIN", null)).isNotEqualTo(store.getKey("withChain", null));
    }

    @Test
    void cmkWithoutAliasAppearsUnderItsKeyId() throws Exception {
        String id = kms().kms().createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        KeyStore store = kms().keyStore();
        assertThat(Collections.list(store.aliases())).containsExactly(id);
        assertThat(store.getKey(id, null)).isNotNull();
        String version = kms().kms().describeKey(id).primaryKeyVersion().orElseThrow();
        assertThat(store.getKey(id + "#" + version, null))
                .isEqualTo(store.getKey("alias/" + id + "#" + version, null))
                .isNotEqualTo(store.getKey(id, null)); // which stands for the CMK
        assertThat(store.getKey(id + "#nonsense", null)).isNull();
    }

    @Test
    void cmkOutOfUseAndCmkWithoutMaterialDisturbNoGetter() throws Exception {
        KeyStore store = filled();
        kms().kms().disableKey(kms().keyId("secret"));
        kms().kms().scheduleKeyDeletion(kms().keyId("noChain"), 7);
        kms().kms()
                .createKey(
                        CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                .alias("waiting")
                                .origin(Origin.EXTERNAL)
                                .build());
        for (String alias : Collections.list(store.aliases())) {
            assertThat(store.containsAlias(alias)).isTrue();
            store.getKey(alias, null);
            store.getEntry(alias, null);
            store.getCertificateChain(alias);
            store.getCreationDate(alias);
        }
        assertThat(store.getKey("waiting", null)).isNull();
        assertThat(store.isKeyEntry("waiting")).isTrue();
        assertThat(store.getKey("secret", null)).isNotNull();
    }

    @Test
    void entryAttributesTellAboutTheCmk() throws Exception {
        KeyStore store = filled();
        Set<KeyStore.Entry.Attribute> attributes = store.getEntry("secret", null).getAttributes();
        var values =
                attributes.stream()
                        .collect(
                                Collectors.toMap(
                                        KeyStore.Entry.Attribute::getName,
                                        KeyStore.Entry.Attribute::getValue));
        assertThat(values)
                .containsEntry("KeyId", kms().keyId("secret"))
                .containsEntry("KeyState", "Enabled")
                .containsEntry("KeySpec", "Aliyun_AES_256")
                .containsEntry("KeyUsage", "ENCRYPT/DECRYPT")
                .containsEntry("Origin", "Aliyun_KMS")
                .containsEntry("ProtectionLevel", level().toString())
                .containsKeys("Creator", "CreationDate", "KeyVersionId");
        assertThat(store.getEntry("withChain", null).getAttributes())
                .extracting(KeyStore.Entry.Attribute::getValue)
                .contains("EXTERNAL", "EC_P256");
    }

    @Test
    void changesOfOthersAreSeenWithoutLoadingAgain() throws Exception {
        KeyStore store = kms().keyStore();
        assertThat(store.size()).isZero();
        kms().create("new", KeySpec.ALIYUN_AES_256);
        assertThat(store.containsAlias("new")).isTrue();
        kms().kms().deleteAlias("new");
        assertThat(store.containsAlias("new")).isFalse();
    }

    @Test
    void typeIsFoundInAnyCaseAndLocale() throws Exception {
        Locale before = Locale.getDefault();
        try {
            for (String language : List.of("tr", "zh", "en")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                KeyStore store = KeyStore.getInstance("kms", kms().provider());
                store.load(null, null);
                kms().create("iI-" + language, KeySpec.ALIYUN_AES_256);
                assertThat(store.containsAlias("iI-" + language)).isTrue();
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void chainOfSeveralCertificatesComesBackWhole() throws Exception {
        KeyPair ca = TestKeys.newPair(KeySpec.EC_P384);
        X509Certificate root = TestCertificates.selfSigned("root", ca);
        X509Certificate leaf = TestCertificates.issue("leaf", PAIR.getPublic(), "root", ca, 128);
        kms().importKey("leaf", PAIR.getPrivate(), leaf, root);
        Certificate[] chain = kms().keyStore().getCertificateChain("leaf");
        assertThat(chain).containsExactly(leaf, root);
        assertThat(kms().kms().getCertificateChain("alias/leaf")).containsExactly(leaf, root);
    }
}
