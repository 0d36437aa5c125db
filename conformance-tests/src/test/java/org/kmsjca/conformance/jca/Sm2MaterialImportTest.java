package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SoftHsmLacks;
import org.kmsjca.conformance.support.TestKeys;

/**
 * ImportKeyMaterial of EC_SM2 by SM2PKE_SM4_ECB. The material is made with Bouncy Castle, step by
 * step as antchain-bridge's client of the KMS does it (AsymmetricCryptoUtil): SM2Engine in C1C3C2,
 * SM4/ECB/NoPadding, the private value D in 32 bytes.
 */
@SoftHsmLacks("the SM family")
class Sm2MaterialImportTest extends FreshKms {
    private static final WrappingAlgorithm ALGORITHM = WrappingAlgorithm.SM2PKE_SM4_ECB;

    private final KeyPair pair = TestKeys.newPair(KeySpec.EC_SM2);

    private String external(KeySpec spec, KeyUsage usage) {
        return kms().kms()
                .createKey(
                        CmkSpec.builder(spec)
                                .usage(usage)
                                .origin(Origin.EXTERNAL)
                                .alias("imported")
                                .build())
                .keyId();
    }

    private static byte[] value(KeyPair pair) {
        return BigIntegers.asUnsignedByteArray(32, ((ECPrivateKey) pair.getPrivate()).getS());
    }

    private static byte[] wrapped(
            PublicKey wrappingKey, int keyLength, String padding, byte[] value) throws Exception {
        byte[] sm4 = new byte[keyLength];
        new SecureRandom().nextBytes(sm4);
        var engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(
                true,
                new ParametersWithRandom(
                        PublicKeyFactory.createKey(wrappingKey.getEncoded()), new SecureRandom()));
        byte[] first = engine.processBlock(sm4, 0, sm4.length);
        Cipher cipher = Cipher.getInstance("SM4/ECB/" + padding, Peers.BOUNCY_CASTLE);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(Arrays.copyOf(sm4, 16), "SM4"));
        byte[] second = cipher.doFinal(value);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void importInto(String keyId, ImportParameters parameters, byte[] wrapped) {
        kms().kms().importKeyMaterial(keyId, wrapped, parameters.importToken(), Optional.empty());
    }

    private ImportParameters parameters(String keyId) {
        return kms().kms().getParametersForImport(keyId, KeySpec.EC_SM2, ALGORITHM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NoPadding", "PKCS7Padding"})
    void importedKeySignsAsItsOwner(String padding) throws Exception {
        String keyId = external(KeySpec.EC_SM2, KeyUsage.SIGN_VERIFY);
        ImportParameters parameters = parameters(keyId);
        importInto(keyId, parameters, wrapped(parameters.publicKey(), 16, padding, value(pair)));
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.ENABLED);
        assertThat(kms().publicKey("imported").getEncoded())
                .isEqualTo(pair.getPublic().getEncoded());

        Signature ours = kms().signature("SM3withSM2");
        ours.initSign(kms().privateKey("imported"));
        ours.update(new byte[100]);
        Signature theirs = Signature.getInstance("SM3withSM2", Peers.BOUNCY_CASTLE);
        theirs.initVerify(pair.getPublic());
        theirs.update(new byte[100]);
        assertThat(theirs.verify(ours.sign())).isTrue();
    }

    @Test
    void importedKeyDecryptsWhatItsOwnerIsSent() throws Exception {
        String keyId = external(KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        ImportParameters parameters = parameters(keyId);
        importInto(
                keyId, parameters, wrapped(parameters.publicKey(), 16, "NoPadding", value(pair)));
        Cipher cipher = kms().cipher("SM2PKE");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] encrypted = cipher.doFinal(new byte[9]);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("imported"));
        assertThat(cipher.doFinal(encrypted)).isEqualTo(new byte[9]);
    }

    /** Values out of 1 to n - 1, other lengths, an AES-256 key in place of SM4's, another order. */
    @Test
    void whatIsNoSm2KeyIsRefusedAndTheCmkGoesOnWaiting() throws Exception {
        String keyId = external(KeySpec.EC_SM2, KeyUsage.SIGN_VERIFY);
        ImportParameters parameters = parameters(keyId);
        PublicKey key = parameters.publicKey();
        byte[] tooLarge = new byte[32];
        Arrays.fill(tooLarge, (byte) -1);
        byte[] right = wrapped(key, 16, "NoPadding", value(pair));
        byte[] changed = right.clone();
        changed[100] ^= 1;
        byte[][] wrong = {
            wrapped(key, 16, "NoPadding", new byte[32]),
            wrapped(key, 16, "NoPadding", tooLarge),
            wrapped(key, 16, "NoPadding", new byte[16]),
            wrapped(key, 16, "PKCS7Padding", new byte[33]),
            wrapped(key, 16, "NoPadding", pkcs8Blocks()),
            wrapped(key, 32, "NoPadding", value(pair)),
            Arrays.copyOf(right, 113),
            Arrays.copyOf(right, 12),
            new byte[0],
            changed
        };
        for (byte[] material : wrong) {
            assertThat(refusal(() -> importInto(keyId, parameters, material)))
                    .as("%d bytes", material.length)
                    .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        }
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        importInto(keyId, parameters, right);
    }

    private byte[] pkcs8Blocks() {
        byte[] encoded = pair.getPrivate().getEncoded();
        return Arrays.copyOf(encoded, (encoded.length + 15) / 16 * 16);
    }

    private static KmsErrorCode refusal(Runnable call) {
        return catchThrowableOfType(KmsException.class, call::run).code();
    }

    @ParameterizedTest
    @CsvSource({
        "EC_P256, EC_SM2, SM2PKE_SM4_ECB",
        "RSA_2048, EC_SM2, SM2PKE_SM4_ECB",
        "EC_SM2, RSA_2048, SM2PKE_SM4_ECB",
        "EC_SM2, EC_SM2, SM2PKE",
        "EC_SM2, EC_SM2, RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD"
    })
    void otherKeysAndWrappingsAreRefused(
            String spec, String wrappingSpec, WrappingAlgorithm algorithm) {
        String keyId = external(KeySpec.of(spec), KeyUsage.SIGN_VERIFY);
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .getParametersForImport(
                                                keyId, KeySpec.of(wrappingSpec), algorithm))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("InvalidParameter");
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"ALIYUN_AES_256", "ALIYUN_SM4"})
    void secretKeysDoNotComeSo(KeySpec spec) {
        String keyId = external(spec, KeyUsage.ENCRYPT_DECRYPT);
        assertThat(refusal(() -> parameters(keyId))).isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void dataKeysAreNotExportedSo() throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        assertThat(
                        refusal(
                                () ->
                                        kms().kms()
                                                .generateAndExportDataKey(
                                                        DataKeySpec.of("alias/aes"),
                                                        pair.getPublic(),
                                                        ALGORITHM)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }
}
