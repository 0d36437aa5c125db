package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestKeys;

/** What must not be done is refused in the words of the JCA, with the KMS's code behind. */
@Tag("once")
class RefusalTest extends FreshKms {
    /** How a CMK gets out of use; what is said then. */
    enum OutOfUse {
        DISABLED("Disabled", KmsErrorCode.DISABLED),
        PENDING_DELETION("PendingDeletion", KmsErrorCode.PENDING_DELETION);

        private final String state;
        private final KmsErrorCode code;

        OutOfUse(String state, KmsErrorCode code) {
            this.state = state;
            this.code = code;
        }
    }

    private void take(OutOfUse reason, String alias) {
        if (reason == OutOfUse.DISABLED) {
            kms().kms().disableKey(kms().keyId(alias));
        } else {
            kms().kms().scheduleKeyDeletion(kms().keyId(alias), 7);
        }
    }

    private void bringBack(OutOfUse reason, String alias) {
        if (reason == OutOfUse.DISABLED) {
            kms().kms().enableKey(kms().keyId(alias));
        } else {
            kms().kms().cancelKeyDeletion(kms().keyId(alias));
        }
    }

    private static void assertRefused(
            ThrowingCallable use,
            Class<? extends Throwable> type,
            KmsErrorCode code,
            String... told) {
        Throwable refusal = catchThrowable(use);
        assertThat(refusal).isInstanceOf(type).hasMessageContaining(code.code());
        assertThat(refusal).hasMessageContainingAll(told);
        assertThat(refusal.getCause())
                .isInstanceOfSatisfying(
                        KmsException.class, cause -> assertThat(cause.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @EnumSource
    void cmkOutOfUseIsRefusedAtInit(OutOfUse reason) throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("decrypt", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        Key aes = kms().handle("aes");
        for (String alias : List.of("aes", "decrypt")) {
            take(reason, alias);
        }
        for (SymmetricCase test : SymmetricCase.all()) {
            if (test.keyBits() == 256) {
                for (int mode :
                        new int[] {
                            Cipher.ENCRYPT_MODE,
                            Cipher.DECRYPT_MODE,
                            Cipher.WRAP_MODE,
                            Cipher.UNWRAP_MODE
                        }) {
                    assertRefused(
                            () ->
                                    kms().cipher(test.transformation())
                                            .init(mode, aes, test.parameters(1)),
                            InvalidKeyException.class,
                            reason.code,
                            "aes",
                            reason.state);
                }
            }
        }
        for (RsaCipherCase test : RsaCipherCase.all()) {
            assertRefused(
                    () ->
                            kms().cipher(test.transformation())
                                    .init(Cipher.DECRYPT_MODE, kms().handle("decrypt")),
                    InvalidKeyException.class,
                    reason.code,
                    "decrypt",
                    reason.state);
        }
        bringBack(reason, "aes");
        Cipher again = kms().cipher("AES/GCM/NoPadding");
        again.init(Cipher.ENCRYPT_MODE, aes);
        assertThat(again.doFinal(new byte[1])).hasSize(17);
    }

    @ParameterizedTest
    @EnumSource
    void signingCmkOutOfUseIsRefusedAtInit(OutOfUse reason) {
        for (KeySpec spec : SignatureKeys.SPECS) {
            kms().create(spec.toString(), spec);
            take(reason, spec.toString());
        }
        for (String algorithm : SignatureKeys.algorithms()) {
            String alias = SignatureKeys.keySpec(algorithm).toString();
            assertRefused(
                    () -> kms().signature(algorithm).initSign(kms().privateKey(alias)),
                    InvalidKeyException.class,
                    reason.code,
                    alias,
                    reason.state);
        }
    }

    /** The first use of a key, for each kind of use that is no signature. */
    private Map<String, ThrowingCallable> firstUses() {
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("sm2", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("hmac", KeySpec.HMAC_SM3);
        kms().create("ecdh", KeySpec.EC_P384, KeyUsage.KEY_AGREEMENT);
        Key sm4 = kms().handle("sm4");
        Key sm2 = kms().handle("sm2");
        Key hmac = kms().handle("hmac");
        Key ecdh = kms().handle("ecdh");
        return Map.of(
                "sm4",
                () -> kms().cipher("SM4/CTR/NoPadding").init(Cipher.ENCRYPT_MODE, sm4),
                "sm2",
                () -> kms().cipher("SM2").init(Cipher.DECRYPT_MODE, sm2),
                "hmac",
                () -> Mac.getInstance("HmacSM3", kms().provider()).init(hmac),
                "ecdh",
                () -> KeyAgreement.getInstance("ECDH", kms().provider()).init(ecdh));
    }

    @ParameterizedTest
    @EnumSource
    void everyOtherUseIsRefusedAtInit(OutOfUse reason) throws Throwable {
        for (var use : firstUses().entrySet()) {
            String alias = use.getKey();
            use.getValue().call();
            take(reason, alias);
            assertRefused(
                    use.getValue(), InvalidKeyException.class, reason.code, alias, reason.state);
            bringBack(reason, alias);
            use.getValue().call();
        }
    }

    @ParameterizedTest
    @EnumSource
    void initialisedMacIsRefusedAtDoFinal(OutOfUse reason) throws GeneralSecurityException {
        kms().create("hmac", KeySpec.HMAC_SHA_256);
        Mac mac = Mac.getInstance("HmacSHA256", kms().provider());
        mac.init(kms().handle("hmac"));
        mac.update(new byte[5]);
        take(reason, "hmac");
        assertRefused(mac::doFinal, ProviderException.class, reason.code, "hmac", reason.state);
    }

    @ParameterizedTest
    @EnumSource
    void initialisedKeyAgreementIsRefusedAtItsPhase(OutOfUse reason)
            throws GeneralSecurityException {
        kms().create("ecdh", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(kms().handle("ecdh"));
        take(reason, "ecdh");
        assertRefused(
                () -> agreement.doPhase(TestKeys.newPair(KeySpec.EC_P256).getPublic(), true),
                InvalidKeyException.class,
                reason.code,
                "ecdh",
                reason.state);
    }

    @ParameterizedTest
    @EnumSource
    void initialisedSm2DecryptionIsRefusedAtDoFinal(OutOfUse reason)
            throws GeneralSecurityException {
        kms().create("sm2", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("sm2"));
        byte[] encrypted = cipher.doFinal(new byte[5]);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2"));
        take(reason, "sm2");
        assertThatThrownBy(() -> cipher.doFinal(encrypted))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(reason.code.code());
    }

    @ParameterizedTest
    @EnumSource
    void verificationAndEncryptionWithAPublicKeyNeedNoCmk(OutOfUse reason)
            throws GeneralSecurityException {
        kms().create("sm2", KeySpec.EC_SM2);
        PublicKey publicKey = kms().publicKey("sm2");
        Signature signature = kms().signature("SM3withSM2");
        signature.initSign(kms().privateKey("sm2"));
        signature.update(new byte[5]);
        byte[] value = signature.sign();
        take(reason, "sm2");
        signature.initVerify(publicKey);
        signature.update(new byte[5]);
        assertThat(signature.verify(value)).isTrue();
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.ENCRYPT_MODE, publicKey);
        assertThat(cipher.doFinal(new byte[5])).hasSize(102);
        assertThat(kms().publicKey("sm2")).isEqualTo(publicKey);
    }

    @ParameterizedTest
    @EnumSource
    void initialisedSignatureIsRefusedAtSign(OutOfUse reason) throws GeneralSecurityException {
        kms().create("ec", KeySpec.EC_P256);
        Signature signature = kms().signature("SHA256withECDSA");
        signature.initSign(kms().privateKey("ec"));
        signature.update(new byte[5]);
        take(reason, "ec");
        assertRefused(signature::sign, SignatureException.class, reason.code, "ec", reason.state);
        bringBack(reason, "ec");
        assertThatThrownBy(() -> signature.update(new byte[5]))
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("initialise the signature again");
        signature.initSign(kms().privateKey("ec"));
        signature.update(new byte[5]);
        assertThat(signature.sign()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void initialisedRsaDecryptionIsRefusedAtDoFinal(OutOfUse reason)
            throws GeneralSecurityException {
        kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        Cipher cipher = kms().cipher("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms().publicKey("rsa"));
        byte[] encrypted = cipher.doFinal(new byte[5]);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("rsa"));
        take(reason, "rsa");
        assertThatThrownBy(() -> cipher.doFinal(encrypted))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(reason.code.code());
    }

    @ParameterizedTest
    @EnumSource
    void nextMessageOfACipherIsRefused(OutOfUse reason) throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        SymmetricCase cbc = new SymmetricCase("AES/CBC/PKCS5Padding", 256);
        Cipher cipher = kms().cipher(cbc.transformation());
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"), cbc.parameters(1));
        cipher.doFinal(new byte[5]);
        take(reason, "aes");
        assertThatThrownBy(() -> cipher.doFinal(new byte[5]))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(reason.code.code());
    }

    @Test
    void wrongUsageIsRefused() {
        kms().create("sign", KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY);
        kms().create("decrypt", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        assertRefused(
                () ->
                        kms().cipher("RSA/ECB/OAEPPadding")
                                .init(Cipher.DECRYPT_MODE, kms().handle("sign")),
                InvalidKeyException.class,
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                "sign",
                "SIGN/VERIFY");
        assertRefused(
                () -> kms().signature("SHA256withRSA").initSign(kms().privateKey("decrypt")),
                InvalidKeyException.class,
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                "decrypt",
                "ENCRYPT/DECRYPT");
    }

    private void assertWrongUsage(ThrowingCallable use, String alias, KeyUsage usage) {
        assertRefused(
                use,
                InvalidKeyException.class,
                KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION,
                alias,
                usage.toString());
    }

    @Test
    void usageOfSm2KeysIsOneOfTwo() {
        kms().create("sign", KeySpec.EC_SM2, KeyUsage.SIGN_VERIFY);
        kms().create("decrypt", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        for (int mode : new int[] {Cipher.DECRYPT_MODE, Cipher.UNWRAP_MODE}) {
            assertWrongUsage(
                    () -> kms().cipher("SM2").init(mode, kms().handle("sign")),
                    "sign",
                    KeyUsage.SIGN_VERIFY);
        }
        for (String algorithm : Sm2SignatureTest.algorithms()) {
            assertWrongUsage(
                    () -> kms().signature(algorithm).initSign(kms().privateKey("decrypt")),
                    "decrypt",
                    KeyUsage.ENCRYPT_DECRYPT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P256K", "EC_P384", "EC_P521"})
    void keysThatAgreeDoNotSignAndTheOtherWayRound(KeySpec curve) throws GeneralSecurityException {
        kms().create("sign", curve);
        kms().create("agree", curve, KeyUsage.KEY_AGREEMENT);
        for (String algorithm : EcdsaTest.algorithms()) {
            assertWrongUsage(
                    () -> kms().signature(algorithm).initSign(kms().privateKey("agree")),
                    "agree",
                    KeyUsage.KEY_AGREEMENT);
        }
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        assertWrongUsage(() -> agreement.init(kms().handle("sign")), "sign", KeyUsage.SIGN_VERIFY);
        agreement.init(kms().handle("agree"));
    }

    @ParameterizedTest
    @EnumSource
    void usageThatAKeySpecDoesNotHaveIsNoCmk(KeySpec spec) {
        for (KeyUsage usage : KeyUsage.values()) {
            if (!spec.usages().contains(usage)) {
                assertThatThrownBy(() -> kms().create("wrong", spec, usage))
                        .as(usage.toString())
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e ->
                                        assertThat(e.code())
                                                .isEqualTo(KmsErrorCode.INVALID_PARAMETER));
            }
        }
        assertThat(kms().handle("wrong")).isNull();
    }

    @Test
    void foreignKeyWithTheProviderNamedIsRefused() throws GeneralSecurityException {
        Security.addProvider(kms().provider());
        try {
            PrivateKey rsa = TestKeys.pair(KeySpec.RSA_2048).getPrivate();
            Signature signature = Signature.getInstance("SHA256withRSA", "KMS");
            assertThatThrownBy(() -> signature.initSign(rsa))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("import");
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "KMS");
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, TestKeys.aes(256)))
                    .isInstanceOf(InvalidKeyException.class);
        } catch (NoSuchProviderException e) {
            throw new AssertionError(e);
        } finally {
            Security.removeProvider("KMS");
        }
    }

    @Test
    void unknownAliasIsNull() throws GeneralSecurityException {
        assertThat(kms().handle("nobody")).isNull();
        assertThat(kms().keyStore().getCertificateChain("nobody")).isNull();
        assertThatThrownBy(() -> kms().kms().describeKey("alias/nobody"))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.code()).isEqualTo(KmsErrorCode.ALIAS_NOT_FOUND));
    }
}
