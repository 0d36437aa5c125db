package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.GarbageCertificate;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Other providers' keys on their way into the KMS. */
@Tag("once")
class KeyStoreImportTest extends FreshKms {
    private static final char[] PASSWORD = "password".toCharArray();

    @Test
    void pkcs12OfEveryKindOfEntryMigrates() throws Exception {
        KeyPair rsa = TestKeys.pair(KeySpec.RSA_2048);
        KeyPair ec = TestKeys.newPair(KeySpec.EC_P384);
        Key aes = TestKeys.aes(256);
        KeyStore source = KeyStore.getInstance("PKCS12");
        source.load(null, null);
        source.setKeyEntry("rsa", rsa.getPrivate(), PASSWORD, chain("rsa", rsa));
        source.setKeyEntry("ec", ec.getPrivate(), PASSWORD, chain("ec", ec));
        source.setKeyEntry("aes", aes, PASSWORD, null);
        source.setCertificateEntry("trusted", chain("t", TestKeys.newPair(KeySpec.EC_P256))[0]);
        KeyStore target = kms().keyStore();
        for (String alias : Collections.list(source.aliases())) {
            var protection =
                    source.isCertificateEntry(alias)
                            ? null
                            : new KeyStore.PasswordProtection(PASSWORD);
            target.setEntry(alias, source.getEntry(alias, protection), protection);
        }
        target.store(null, null);
        KeyStore read = kms().keyStore();
        assertThat(Collections.list(read.aliases()))
                .containsExactlyInAnyOrder("rsa", "ec", "aes", "trusted");
        for (String alias : List.of("rsa", "ec", "aes")) {
            assertThat(kms().kms().describeKey("alias/" + alias).origin())
                    .isEqualTo(Origin.EXTERNAL);
            assertThat(read.getKey(alias, null).getEncoded()).isNull();
        }
        assertThat(read.getCertificateChain("ec")).isEqualTo(source.getCertificateChain("ec"));
        assertThat(read.getCertificate("trusted")).isEqualTo(source.getCertificate("trusted"));
        Signature signature = kms().signature("SHA384withECDSA");
        signature.initSign((PrivateKey) read.getKey("ec", null));
        signature.update(new byte[7]);
        Signature sun = Signature.getInstance("SHA384withECDSA", Peers.SUN_EC);
        sun.initVerify(ec.getPublic());
        sun.update(new byte[7]);
        assertThat(sun.verify(signature.sign())).isTrue();
        SymmetricCase gcm = new SymmetricCase("AES/GCM/NoPadding", 256);
        Cipher ours = kms().cipher(gcm.transformation());
        ours.init(Cipher.ENCRYPT_MODE, read.getKey("aes", null), gcm.parameters(1));
        Cipher theirs = Cipher.getInstance(gcm.transformation(), Peers.SUN_JCE);
        theirs.init(Cipher.ENCRYPT_MODE, aes, gcm.parameters(1));
        assertThat(ours.doFinal(new byte[7])).isEqualTo(theirs.doFinal(new byte[7]));
    }

    private static Certificate[] chain(String name, KeyPair pair) {
        return new Certificate[] {TestCertificates.selfSigned(name, pair)};
    }

    static Stream<Arguments> usages() {
        KeyPair pair = TestKeys.pair(KeySpec.RSA_2048);
        Certificate signing = TestCertificates.selfSigned("x", pair);
        Certificate encipherment = TestCertificates.forEncipherment("x", pair);
        return Stream.of(
                Arguments.of("auto", Named.of("signing", signing), KeyUsage.SIGN_VERIFY),
                Arguments.of(
                        "auto", Named.of("encipherment", encipherment), KeyUsage.ENCRYPT_DECRYPT),
                Arguments.of(
                        "ENCRYPT/DECRYPT", Named.of("signing", signing), KeyUsage.ENCRYPT_DECRYPT),
                Arguments.of(
                        "SIGN/VERIFY",
                        Named.of("encipherment", encipherment),
                        KeyUsage.SIGN_VERIFY));
    }

    @ParameterizedTest
    @MethodSource("usages")
    void usageIsTheSettingsElseTheCertificatesElseTheDefault(
            String setting, Certificate certificate, KeyUsage expected) throws Exception {
        Path directory = Files.createDirectory(directory().resolve("usage"));
        try (var kms = KmsUnderTest.open(level(), directory, "keystore.usage=" + setting)) {
            kms.importKey("x", TestKeys.pair(KeySpec.RSA_2048).getPrivate(), certificate);
            CmkMetadata cmk = kms.kms().describeKey("alias/x");
            assertThat(cmk.keyUsage()).isEqualTo(expected);
            assertThat(cmk.keySpec()).isEqualTo(KeySpec.RSA_2048);
        }
    }

    @Test
    void importIsRefusedWhenTheSettingSaysSo() throws Exception {
        Path directory = Files.createDirectory(directory().resolve("deny"));
        try (var kms = KmsUnderTest.open(level(), directory, "keystore.import=deny")) {
            KeyStore store = kms.keyStore();
            assertThatThrownBy(
                            () ->
                                    store.setEntry(
                                            "x",
                                            new KeyStore.SecretKeyEntry(TestKeys.aes(256)),
                                            null))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("keystore.import=deny");
            kms.create("own", KeySpec.ALIYUN_AES_256);
            store.setEntry("own-too", store.getEntry("own", null), null);
            store.store(null, null);
            assertThat(kms.handle("own-too")).isEqualTo(kms.handle("own"));
        }
    }

    static List<Named<KeyPair>> unfittingPairs() {
        List<Named<KeyPair>> pairs = new ArrayList<>();
        pairs.add(Named.of("RSA of 1024 bits", TestKeys.newRsaPair(1024)));
        for (String curve : List.of("secp192r1", "secp224r1", "brainpoolP256r1")) {
            pairs.add(
                    Named.of(
                            curve,
                            TestKeys.newPair(
                                    "EC", Peers.BOUNCY_CASTLE, new ECGenParameterSpec(curve))));
        }
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("unfittingPairs")
    void keyPairWithoutAKeySpecIsRefused(KeyPair pair) {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setKeyEntry("x", pair.getPrivate(), null, chain("x", pair)))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("KeySpec");
        assertThat(kms().kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).items()).isEmpty();
    }

    @Test
    void dsaKeyIsRefused() throws Exception {
        var generator = KeyPairGenerator.getInstance("DSA");
        generator.initialize(2048);
        KeyPair dsa = generator.generateKeyPair();
        KeyStore store = kms().keyStore();
        assertThatThrownBy(
                        () ->
                                store.setKeyEntry(
                                        "x",
                                        dsa.getPrivate(),
                                        null,
                                        chain("x", TestKeys.pair(KeySpec.EC_P256))))
                .isInstanceOf(KeyStoreException.class);
    }

    static List<SecretKeySpec> unfittingSecrets() {
        return List.of(
                new SecretKeySpec(new byte[24], "DESede"),
                new SecretKeySpec(new byte[32], "HmacMD5"),
                new SecretKeySpec(new byte[9], "HmacSHA256"),
                new SecretKeySpec(new byte[1025], "HmacSHA256"),
                new SecretKeySpec(new byte[32], "SM4"),
                new SecretKeySpec(new byte[17], "AES"));
    }

    /**
     * Bouncy Castle's stores take keys that the JDK's does not know; BKS, since its PKCS12 derives
     * each key for seconds.
     */
    @ParameterizedTest
    @EnumSource(names = {"EC_P256K", "EC_SM2", "ED25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void keyPairOfEveryNewerKindMigratesFromBouncyCastlesKeyStore(KeySpec spec) throws Exception {
        KeyPair pair = TestKeys.newPair(spec);
        Certificate certificate = TestCertificates.selfSigned("x", pair);
        KeyStore written = KeyStore.getInstance("BKS", Peers.BOUNCY_CASTLE);
        written.load(null, null);
        written.setKeyEntry("x", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.store(bytes, PASSWORD);
        KeyStore source = KeyStore.getInstance("BKS", Peers.BOUNCY_CASTLE);
        source.load(new ByteArrayInputStream(bytes.toByteArray()), PASSWORD);
        KeyStore target = kms().keyStore();
        target.setKeyEntry(
                "x", source.getKey("x", PASSWORD), null, source.getCertificateChain("x"));
        target.store(null, null);
        assertThat(kms().kms().describeKey("alias/x").keySpec()).isEqualTo(spec);
        assertThat(kms().kms().describeKey("alias/x").origin()).isEqualTo(Origin.EXTERNAL);
        assertThat(kms().publicKey("x").getEncoded()).isEqualTo(pair.getPublic().getEncoded());
        KeyStore read = kms().keyStore();
        assertThat(read.getCertificate("x").getEncoded()).isEqualTo(certificate.getEncoded());
        assertThat(read.getEntry("x", null)).isNotNull();
        assertThat(read.entryInstanceOf("x", KeyStore.PrivateKeyEntry.class)).isTrue();
    }

    @Test
    void keyPairsOfTheJdkMigrateFromItsOwnPkcs12() throws Exception {
        KeyPair pair = TestKeys.newPair(KeySpec.ED25519);
        KeyStore source = KeyStore.getInstance("PKCS12");
        source.load(null, null);
        source.setKeyEntry("x", pair.getPrivate(), PASSWORD, chain("x", pair));
        KeyStore target = kms().keyStore();
        var protection = new KeyStore.PasswordProtection(PASSWORD);
        target.setEntry("x", source.getEntry("x", protection), protection);
        target.store(null, null);
        assertThat(kms().publicKey("x")).isEqualTo(pair.getPublic());
        assertThat(kms().keyStore().getEntry("x", null))
                .isInstanceOf(KeyStore.PrivateKeyEntry.class);
    }

    static List<KeySpec> secrets() {
        return Arrays.stream(KeySpec.values()).filter(s -> s.keyType().isSymmetric()).toList();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void secretKeyOfEveryKindIsImported(KeySpec spec) {
        kms().importSecret("x", TestKeys.newSecret(spec));
        CmkMetadata cmk = kms().kms().describeKey("alias/x");
        assertThat(cmk.keySpec()).isEqualTo(spec);
        assertThat(cmk.keyUsage()).isEqualTo(spec.defaultUsage());
        assertThat(cmk.origin()).isEqualTo(Origin.EXTERNAL);
        assertThat(kms().handle("x").getAlgorithm()).isEqualTo(spec.keyAlgorithm());
    }

    static Stream<Arguments> certifiedUsages() {
        int agreement = org.bouncycastle.asn1.x509.KeyUsage.keyAgreement;
        int both = agreement | TestCertificates.SIGNATURES;
        return Stream.of(KeySpec.EC_P256, KeySpec.EC_P256K, KeySpec.EC_P521)
                .flatMap(
                        curve ->
                                Stream.of(
                                        Arguments.of(curve, agreement, KeyUsage.KEY_AGREEMENT),
                                        Arguments.of(curve, both, KeyUsage.SIGN_VERIFY)));
    }

    @ParameterizedTest
    @MethodSource("certifiedUsages")
    void certificateForKeyAgreementAloneMakesAKeyThatAgrees(
            KeySpec curve, int certified, KeyUsage expected) {
        KeyPair pair = TestKeys.newPair(curve);
        kms().importKey(
                        "x",
                        pair.getPrivate(),
                        TestCertificates.issue("x", pair.getPublic(), "x", pair, certified));
        assertThat(kms().kms().describeKey("alias/x").keyUsage()).isEqualTo(expected);
    }

    @Test
    void certificateThatNobodyCanReadIsRefusedForAnotherKey() {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);
        Key imported = TestKeys.newPair(KeySpec.EC_SM2).getPrivate();
        KeyStore store = kms().keyStore();
        for (byte[] garbage : new byte[][] {{}, {1, 2, 3}, {0x30, 0}, {0x30, 3, 2, 1, 1}}) {
            Certificate[] chain = {new GarbageCertificate(pair.getPublic(), garbage)};
            assertThatThrownBy(() -> store.setKeyEntry("x", imported, null, chain))
                    .isInstanceOf(KeyStoreException.class);
        }
    }

    @Test
    void sm2KeyForEnciphermentDecrypts() throws Exception {
        KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);
        kms().importForDecryption("x", pair);
        assertThat(kms().kms().describeKey("alias/x").keyUsage())
                .isEqualTo(KeyUsage.ENCRYPT_DECRYPT);
        Cipher wrapping = kms().cipher("SM2");
        wrapping.init(Cipher.WRAP_MODE, kms().keyStore().getCertificate("x"));
        Key wrapped = TestKeys.newSecret(KeySpec.ALIYUN_SM4);
        Cipher unwrapping = kms().cipher("SM2");
        unwrapping.init(Cipher.UNWRAP_MODE, kms().handle("x"));
        assertThat(unwrapping.unwrap(wrapping.wrap(wrapped), "SM4", Cipher.SECRET_KEY))
                .isEqualTo(wrapped);
    }

    @ParameterizedTest
    @MethodSource("unfittingSecrets")
    void secretKeyWithoutAKeySpecIsRefused(SecretKeySpec key) {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setEntry("x", new KeyStore.SecretKeyEntry(key), null))
                .isInstanceOf(KeyStoreException.class);
    }

    @Test
    void entryOfAnUnknownKindIsRefused() {
        KeyStore store = kms().keyStore();
        assertThatThrownBy(() -> store.setEntry("x", new KeyStore.Entry() {}, null))
                .isInstanceOf(KeyStoreException.class);
    }
}
