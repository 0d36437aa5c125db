package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyType;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestCertificates;
import org.kmsjca.conformance.support.TestKeys;

/** Generators: with a CmkSpec they create a CMK, without one a key that nothing keeps. */
@Tag("once")
class GenerationTest extends FreshKms {
    static List<String> services() {
        return Stream.of(
                        secretKeyAlgorithms().stream().map("KeyGenerator."::concat),
                        keyPairAlgorithms().stream().map("KeyPairGenerator."::concat),
                        KmsGeneratorsTest.services().stream())
                .flatMap(names -> names)
                .toList();
    }

    static List<String> secretKeyAlgorithms() {
        return Stream.concat(Stream.of("AES", "SM4"), MacTest.algorithms().stream()).toList();
    }

    static List<String> keyPairAlgorithms() {
        return List.of(
                "RSA", "EC", "SM2", "Ed25519", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    }

    private SecretKey secret(CmkSpec spec) throws GeneralSecurityException {
        KeyGenerator generator = secrets(spec.keySpec().keyAlgorithm());
        generator.init(spec);
        return generator.generateKey();
    }

    private KeyGenerator secrets(String algorithm) throws GeneralSecurityException {
        return KeyGenerator.getInstance(algorithm, kms().provider());
    }

    /** The generator's name for keys of the spec. */
    private static String generator(KeySpec spec) {
        return switch (spec.keyType()) {
            case RSA, EC, SM2 -> spec.keyAlgorithm();
            default -> spec.parameterSet();
        };
    }

    private KeyPairGenerator pairs(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm, kms().provider());
    }

    private int keys() {
        return kms().kms().listKeys(KeyFilter.ALL, PageRequest.FIRST).totalCount();
    }

    @ParameterizedTest
    @EnumSource
    void cmkSpecOfEveryKindCreatesACmk(KeySpec spec) throws GeneralSecurityException {
        for (KeyUsage usage : spec.usages()) {
            String alias = spec + "-" + usage.name().toLowerCase(Locale.ROOT);
            CmkSpec wanted =
                    CmkSpec.builder(spec)
                            .alias(alias)
                            .usage(usage)
                            .description("for " + usage)
                            .build();
            if (spec.keyType().isSymmetric()) {
                assertThat(secret(wanted)).isEqualTo(kms().handle(alias));
            } else {
                KeyPairGenerator generator = pairs(generator(spec));
                generator.initialize(wanted);
                KeyPair pair = generator.generateKeyPair();
                assertThat(pair.getPrivate()).isEqualTo(kms().handle(alias));
                assertThat(pair.getPublic()).isEqualTo(kms().publicKey(alias));
                assertThat(pair.getPrivate().getAlgorithm()).isEqualTo(spec.keyAlgorithm());
                assertThat(bits(pair)).isEqualTo(spec.bits());
            }
            CmkMetadata cmk = kms().kms().describeKey("alias/" + alias);
            assertThat(cmk.keySpec()).isEqualTo(spec);
            assertThat(cmk.keyUsage()).isEqualTo(usage);
            assertThat(cmk.keyState()).isEqualTo(KeyState.ENABLED);
            assertThat(cmk.origin()).isEqualTo(Origin.ALIYUN_KMS);
            assertThat(cmk.protectionLevel()).isEqualTo(level());
            assertThat(cmk.description()).isEqualTo("for " + usage);
        }
    }

    private static int bits(KeyPair pair) {
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            return ec.getParams().getCurve().getField().getFieldSize();
        }
        return pair.getPublic() instanceof EdECPublicKey ? 255 : 0;
    }

    /** CreateKey: "if you do not specify KeySpec, KMS creates a symmetric key". */
    @Test
    void withoutAKeySpecTheCmkIsAliyunAes256() {
        CmkMetadata made = kms().kms().createKey(CmkSpec.builder().alias("plain").build());
        assertThat(made.keySpec()).isEqualTo(KeySpec.ALIYUN_AES_256);
        assertThat(made.keyUsage()).isEqualTo(KeyUsage.ENCRYPT_DECRYPT);
    }

    @Test
    void takenAliasIsRefusedAndNothingIsLeft() throws GeneralSecurityException {
        secret(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("taken").build());
        assertThatThrownBy(
                        () ->
                                secret(
                                        CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                                .alias("taken")
                                                .build()))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.ALIAS_ALREADY_EXISTS));
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void plainKeyWorksAndIsKeptOnlyWhenStored() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms().provider());
        generator.init(192);
        SecretKey key = generator.generateKey();
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] encrypted = cipher.doFinal(new byte[20]);
        assertThat(keys()).isZero();
        KeyStore store = kms().keyStore();
        store.setEntry("kept", new KeyStore.SecretKeyEntry(key), null);
        assertThat(keys()).isZero();
        store.store(null, null);
        assertThat(kms().kms().describeKey("alias/kept").keySpec())
                .isEqualTo(KeySpec.ALIYUN_AES_192);
        Cipher back = kms().cipher("AES/GCM/NoPadding");
        back.init(Cipher.DECRYPT_MODE, kms().handle("kept"), cipher.getParameters());
        assertThat(back.doFinal(encrypted)).isEqualTo(new byte[20]);
        assertThat(key).isEqualTo(kms().handle("kept"));
        kms().kms().disableKey(kms().keyId("kept"));
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key))
                .isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("secretKeyAlgorithms")
    void plainKeyOfEveryKindBecomesACmk(String algorithm) throws Exception {
        SecretKey key = secrets(algorithm).generateKey();
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
        assertThat(key.getEncoded()).isNull();
        KeyStore store = kms().keyStore();
        store.setEntry("kept", new KeyStore.SecretKeyEntry(key), null);
        store.store(null, null);
        CmkMetadata cmk = kms().kms().describeKey("alias/kept");
        assertThat(cmk.keySpec().keyAlgorithm()).isEqualTo(algorithm);
        assertThat(cmk.keyUsage()).isEqualTo(cmk.keySpec().defaultUsage());
        assertThat(key).isEqualTo(kms().handle("kept"));
        if (cmk.keySpec().keyType() == KeyType.HMAC) {
            Mac mac = Mac.getInstance(algorithm, kms().provider());
            mac.init(key);
            byte[] before = mac.doFinal(new byte[9]);
            mac.init(kms().handle("kept"));
            assertThat(mac.doFinal(new byte[9])).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("keyPairAlgorithms")
    void plainPairOfEveryKindBecomesACmk(String algorithm) throws Exception {
        KeyPair pair = pairs(algorithm).generateKeyPair();
        Certificate certificate =
                TestCertificates.issue(
                        "kept",
                        pair.getPublic(),
                        "ca",
                        TestKeys.newPair(KeySpec.EC_P256),
                        TestCertificates.SIGNATURES);
        KeyStore store = kms().keyStore();
        assertThat(keys()).isZero();
        store.setKeyEntry("kept", pair.getPrivate(), null, new Certificate[] {certificate});
        store.store(null, null);
        CmkMetadata cmk = kms().kms().describeKey("alias/kept");
        assertThat(cmk.keySpec().keyAlgorithm()).isEqualTo(pair.getPrivate().getAlgorithm());
        assertThat(cmk.keyUsage()).isEqualTo(KeyUsage.SIGN_VERIFY);
        assertThat(pair.getPrivate()).isEqualTo(kms().handle("kept"));
        assertThat(pair.getPublic()).isEqualTo(kms().publicKey("kept"));
        assertThat(kms().keyStore().getCertificate("kept").getEncoded())
                .isEqualTo(certificate.getEncoded());
    }

    /** A transient key does whatever its KeySpec can. */
    @Test
    void plainSm2PairSignsAndDecrypts() throws GeneralSecurityException {
        KeyPair pair = pairs("SM2").generateKeyPair();
        signAndVerify(pair, "SM3withSM2");
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] encrypted = cipher.doFinal(new byte[9]);
        cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
        assertThat(cipher.doFinal(encrypted)).isEqualTo(new byte[9]);
        assertThat(keys()).isZero();
    }

    @Test
    void plainEcPairSignsAndAgrees() throws GeneralSecurityException {
        KeyPair pair = pairs("EC").generateKeyPair();
        KeyPair other = pairs("EC").generateKeyPair();
        signAndVerify(pair, "SHA256withECDSA");
        assertThat(agreed(pair, other)).isEqualTo(agreed(other, pair)).hasSize(32);
    }

    private byte[] agreed(KeyPair own, KeyPair other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret();
    }

    static Stream<Arguments> standardParameters() {
        return Stream.of(
                Arguments.of("SM2", new ECGenParameterSpec("sm2p256v1"), "SM3withSM2"),
                Arguments.of("SM2", new ECGenParameterSpec("1.2.156.10197.1.301"), "SM3withSM2"),
                Arguments.of("Ed25519", NamedParameterSpec.ED25519, "Ed25519"),
                Arguments.of("Ed25519", new NamedParameterSpec("Ed25519"), "Ed25519"),
                Arguments.of("ML-DSA", new NamedParameterSpec("ML-DSA-44"), "ML-DSA-44"),
                Arguments.of("ML-DSA", new NamedParameterSpec("ML-DSA-65"), "ML-DSA-65"),
                Arguments.of("ML-DSA", new NamedParameterSpec("ML-DSA-87"), "ML-DSA-87"),
                Arguments.of("ML-DSA-87", new NamedParameterSpec("ML-DSA-87"), "ML-DSA-87"));
    }

    @ParameterizedTest
    @MethodSource("standardParameters")
    void standardParametersMakeATransientPair(
            String algorithm, AlgorithmParameterSpec spec, String signature)
            throws GeneralSecurityException {
        KeyPairGenerator generator = pairs(algorithm);
        generator.initialize(spec);
        signAndVerify(generator.generateKeyPair(), signature);
        assertThat(keys()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secp256r1",
                "secp256k1",
                "secp384r1",
                "secp521r1",
                "NIST P-256",
                "X9.62 prime256v1",
                "1.3.132.0.34"
            })
    void plainCurveMakesATransientPair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = pairs("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        signAndVerify(generator.generateKeyPair(), "SHA256withECDSA");
        assertThat(keys()).isZero();
    }

    @Test
    void defaultsAreDocumentedOnes() throws GeneralSecurityException {
        KeyPair rsa = pairs("RSA").generateKeyPair();
        assertThat(bits(rsa)).isEqualTo(3072);
        signAndVerify(rsa, "SHA256withRSA");
        assertThat(bits(pairs("EC").generateKeyPair())).isEqualTo(256);
        assertThat(secrets("AES").generateKey().getAlgorithm()).isEqualTo("AES");
        signAndVerify(pairs("ML-DSA").generateKeyPair(), "ML-DSA-65");
    }

    private void signAndVerify(KeyPair pair, String algorithm) throws GeneralSecurityException {
        Signature signature = kms().signature(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(new byte[9]);
        byte[] value = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(new byte[9]);
        assertThat(signature.verify(value)).isTrue();
    }

    @Test
    void sizesWithoutAKeySpecAreInvalidParameters() throws GeneralSecurityException {
        KeyGenerator aes = secrets("AES");
        assertThatThrownBy(() -> aes.init(64)).isInstanceOf(InvalidParameterException.class);
        for (String algorithm : List.of("SM4", "HmacSHA256", "HmacSM3")) {
            assertThatThrownBy(() -> secrets(algorithm).init(192))
                    .isInstanceOf(InvalidParameterException.class);
        }
        for (String algorithm : List.of("SM2", "Ed25519", "ML-DSA", "ML-DSA-44")) {
            for (int bits : new int[] {128, 384, 2048}) {
                assertThatThrownBy(() -> pairs(algorithm).initialize(bits))
                        .isInstanceOf(InvalidParameterException.class);
            }
        }
        for (int bits : new int[] {512, 1024, 2049, 8192}) {
            assertThatThrownBy(() -> pairs("RSA").initialize(bits))
                    .isInstanceOf(InvalidParameterException.class);
        }
        assertThatThrownBy(() -> pairs("EC").initialize(192))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> pairs("EC").initialize(new ECGenParameterSpec("brainpoolP256r1")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(
                        () ->
                                pairs("RSA")
                                        .initialize(
                                                new RSAKeyGenParameterSpec(
                                                        2048, RSAKeyGenParameterSpec.F0)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> pairs("RSA").initialize(CmkSpec.of(KeySpec.EC_P256)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> aes.init(new ECGenParameterSpec("secp256r1")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void parametersOfAnotherAlgorithmAreRefused() {
        assertRefused("SM2", new ECGenParameterSpec("secp256r1"));
        assertRefused("EC", new ECGenParameterSpec("sm2p256v1"));
        assertRefused("SM2", NamedParameterSpec.ED25519);
        assertRefused("Ed25519", NamedParameterSpec.ED448);
        assertRefused("Ed25519", NamedParameterSpec.X25519);
        assertRefused("ML-DSA", NamedParameterSpec.ED25519);
        assertRefused("ML-DSA-44", new NamedParameterSpec("ML-DSA-65"));
        assertRefused("ML-DSA-44", CmkSpec.of(KeySpec.ML_DSA_65));
        assertRefused("Ed25519", CmkSpec.of(KeySpec.EC_P256));
        assertRefused("EC", CmkSpec.of(KeySpec.EC_SM2));
        assertRefused("SM2", CmkSpec.of(KeySpec.EC_P256));
        assertRefused("SM2", null);
    }

    private void assertRefused(String algorithm, AlgorithmParameterSpec spec) {
        assertThatThrownBy(() -> pairs(algorithm).initialize(spec))
                .as(algorithm)
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @ParameterizedTest
    @MethodSource("secretKeyAlgorithms")
    void cmkSpecOfAnotherSecretKeyIsRefused(String algorithm) throws GeneralSecurityException {
        KeyGenerator generator = secrets(algorithm);
        for (KeySpec spec : KeySpec.values()) {
            if (!spec.keyAlgorithm().equals(algorithm)) {
                assertThatThrownBy(() -> generator.init(CmkSpec.of(spec)))
                        .as(spec.toString())
                        .isInstanceOf(InvalidAlgorithmParameterException.class);
            }
        }
    }

    @Test
    void fromTheLastPlaceACmkSpecFallsThroughToUs() throws GeneralSecurityException {
        Security.addProvider(kms().provider());
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(CmkSpec.builder(KeySpec.EC_P256).alias("last").build());
            assertThat(generator.generateKeyPair().getPrivate()).isEqualTo(kms().handle("last"));
            KeyGenerator aes = KeyGenerator.getInstance("AES");
            aes.init(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias("aes").build());
            assertThat(aes.generateKey()).isEqualTo(kms().handle("aes"));
            KeyGenerator plain = KeyGenerator.getInstance("AES");
            plain.init(128);
            assertThat(plain.generateKey().getEncoded()).hasSize(16);
        } finally {
            Security.removeProvider("KMS");
        }
    }

    @Test
    void fromTheFirstPlacePlainGenerationIsLeftToTheJdk() throws GeneralSecurityException {
        Security.insertProviderAt(kms().provider(), 1);
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            assertThat(rsa.generateKeyPair().getPrivate().getEncoded()).isNotEmpty();
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
            ec.initialize(new ECGenParameterSpec("secp256r1"));
            assertThat(ec.generateKeyPair().getPrivate().getEncoded()).isNotEmpty();
            KeyPairGenerator ed25519 = KeyPairGenerator.getInstance("Ed25519");
            assertThat(ed25519.generateKeyPair().getPrivate().getEncoded()).isNotEmpty();
            KeyGenerator hmac = KeyGenerator.getInstance("HmacSHA256");
            hmac.init(256);
            assertThat(hmac.generateKey().getEncoded()).hasSize(32);
            KeyGenerator aes = KeyGenerator.getInstance("AES");
            aes.init(256);
            assertThat(aes.generateKey().getEncoded()).hasSize(32);
            assertThat(KeyGenerator.getInstance("AES").generateKey().getEncoded()).isNotEmpty();
            assertThat(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate())
                    .isInstanceOf(ECPrivateKey.class);
        } finally {
            Security.removeProvider("KMS");
        }
    }
}
