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
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeyFilter;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.PageRequest;
import org.kmsjca.conformance.support.FreshKms;

/** Generators: with a CmkSpec they create a CMK, without one a key that nothing keeps. */
class GenerationTest extends FreshKms {
    static List<String> services() {
        return List.of("KeyGenerator.AES", "KeyPairGenerator.RSA", "KeyPairGenerator.EC");
    }

    private SecretKey secret(CmkSpec spec) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms().provider());
        generator.init(spec);
        return generator.generateKey();
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
                KeyPairGenerator generator = pairs(spec.keyType().name());
                generator.initialize(wanted);
                KeyPair pair = generator.generateKeyPair();
                assertThat(pair.getPrivate()).isEqualTo(kms().handle(alias));
                assertThat(pair.getPublic()).isEqualTo(kms().publicKey(alias));
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
        return pair.getPublic() instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength()
                : ((ECPublicKey) pair.getPublic()).getParams().getCurve().getField().getFieldSize();
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
        assertThat(KeyGenerator.getInstance("AES", kms().provider()).generateKey().getAlgorithm())
                .isEqualTo("AES");
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
        KeyGenerator aes = KeyGenerator.getInstance("AES", kms().provider());
        assertThatThrownBy(() -> aes.init(64)).isInstanceOf(InvalidParameterException.class);
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
