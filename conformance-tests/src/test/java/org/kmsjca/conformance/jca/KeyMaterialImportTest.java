package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.EngineAhead;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.MaterialWrapping;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;

/** GetParametersForImport, ImportKeyMaterial and DeleteKeyMaterial. */
@Tag("once")
class KeyMaterialImportTest extends FreshKms {
    private static final WrappingAlgorithm OAEP = WrappingAlgorithm.RSAES_OAEP_SHA_256;

    private String external(KeySpec spec) {
        return kms().kms()
                .createKey(CmkSpec.builder(spec).origin(Origin.EXTERNAL).alias("imported").build())
                .keyId();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private byte[] wrap(byte[] clear, PublicKey key, WrappingAlgorithm algorithm)
            throws GeneralSecurityException {
        return MaterialWrapping.wrap(kms(), clear, key, algorithm);
    }

    private void importInto(String keyId, byte[] clear) throws GeneralSecurityException {
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, OAEP);
        kms().kms()
                .importKeyMaterial(
                        keyId,
                        wrap(clear, parameters.publicKey(), OAEP),
                        parameters.importToken(),
                        Optional.empty());
    }

    private static KmsErrorCode codeOf(Callable call) throws Exception {
        try {
            call.run();
        } catch (KmsException e) {
            return e.code();
        }
        throw new AssertionError("nothing was refused");
    }

    /** Something that may be refused. */
    private interface Callable {
        void run() throws Exception;
    }

    @ParameterizedTest
    @CsvSource({
        "Aliyun_AES_256, RSA_2048, RSAES_OAEP_SHA_256",
        "Aliyun_AES_256, RSA_4096, RSAES_OAEP_SHA_256",
        "Aliyun_AES_256, RSA_2048, RSAES_OAEP_SHA_1",
        "Aliyun_AES_256, RSA_2048, RSAES_PKCS1_V1_5",
        "Aliyun_AES_256, EC_SM2, SM2PKE",
        "Aliyun_AES_128, RSA_2048, RSAES_OAEP_SHA_256",
        "Aliyun_SM4, EC_SM2, SM2PKE",
    })
    void importedSecretKeyIsTheUsersOwn(
            String spec, String wrappingSpec, WrappingAlgorithm algorithm)
            throws GeneralSecurityException {
        KeySpec keySpec = KeySpec.of(spec);
        String keyId = external(keySpec);
        byte[] clear = random(keySpec.bits() / 8);
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.of(wrappingSpec), algorithm);
        kms().kms()
                .importKeyMaterial(
                        keyId,
                        wrap(clear, parameters.publicKey(), algorithm),
                        parameters.importToken(),
                        Optional.empty());

        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.ENABLED);
        String transformation = keySpec.keyAlgorithm() + "/GCM/NoPadding";
        Cipher ours = kms().cipher(transformation);
        ours.init(Cipher.ENCRYPT_MODE, kms().handle("imported"));
        byte[] encrypted = ours.doFinal(new byte[20]);
        Cipher theirs =
                keySpec == KeySpec.ALIYUN_SM4
                        ? Cipher.getInstance(transformation, Peers.BOUNCY_CASTLE)
                        : Cipher.getInstance(transformation, "SunJCE");
        theirs.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(clear, keySpec.keyAlgorithm()),
                new GCMParameterSpec(128, ours.getIV()));
        assertThat(theirs.doFinal(encrypted)).isEqualTo(new byte[20]);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"RSA_2048", "EC_P256", "EC_P384", "EC_P256K", "EC_SM2", "ED25519"})
    void importedPrivateKeySigns(KeySpec spec) throws GeneralSecurityException {
        String keyId = external(spec);
        KeyPair pair = TestKeys.newPair(spec);
        WrappingAlgorithm algorithm = WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD;
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, algorithm);
        kms().kms()
                .importKeyMaterial(
                        keyId,
                        wrap(pair.getPrivate().getEncoded(), parameters.publicKey(), algorithm),
                        parameters.importToken(),
                        Optional.empty());
        String name =
                switch (spec) {
                    case RSA_2048 -> "SHA256withRSA";
                    case EC_SM2 -> "SM3withSM2";
                    case ED25519 -> "Ed25519";
                    default -> "SHA256withECDSA";
                };
        Signature signature = kms().signature(name);
        signature.initSign(kms().privateKey("imported"));
        byte[] value = signature.sign();
        Signature verifying = kms().signature(name);
        verifying.initVerify(kms().publicKey("imported"));
        assertThat(verifying.verify(value)).isTrue();
    }

    @Test
    void deletedMaterialComesBackAsTheSameOnlyAndOldBlobsOpen() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        byte[] clear = random(32);
        importInto(keyId, clear);
        String version = kms().kms().describeKey(keyId).primaryKeyVersion().orElseThrow();
        byte[] blob =
                kms().kms().encrypt(keyId, new byte[4], EncryptionContext.empty()).toByteArray();

        kms().kms().deleteKeyMaterial(keyId);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        assertThat(codeOf(() -> kms().kms().decrypt(blob, EncryptionContext.empty())))
                .isEqualTo(KmsErrorCode.PENDING_IMPORT);
        assertThat(codeOf(() -> importInto(keyId, random(32))))
                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        importInto(keyId, clear);
        assertThat(kms().kms().decrypt(blob, EncryptionContext.empty()).toByteArray())
                .isEqualTo(new byte[4]);
        assertThat(kms().kms().describeKey(keyId).primaryKeyVersion()).contains(version);
        assertThat(kms().kms().describeKey(keyId).versions()).hasSize(1);
    }

    @Test
    void keyThatAKeyStoreImportedIsBoundToItsMaterialToo() throws Exception {
        byte[] clear = random(32);
        kms().importSecret("imported", new SecretKeySpec(clear, "AES"));
        String keyId = kms().keyId("imported");
        kms().kms().deleteKeyMaterial(keyId);
        assertThat(codeOf(() -> importInto(keyId, random(32))))
                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        importInto(keyId, clear);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.ENABLED);
    }

    @Test
    void handleFromBeforeWorksAfterTheReturn() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        byte[] clear = random(32);
        importInto(keyId, clear);
        SecretKey handle = kms().secretKey("imported");
        kms().kms().deleteKeyMaterial(keyId);
        importInto(keyId, clear);
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, handle);
        assertThat(cipher.doFinal(new byte[1])).hasSize(17);
    }

    @Test
    void deletedMaterialIsInNoFile() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        importInto(keyId, random(32));
        kms().kms().deleteKeyMaterial(keyId);
        assertThat(codeOf(() -> kms().kms().encrypt(keyId, new byte[1], EncryptionContext.empty())))
                .isEqualTo(KmsErrorCode.PENDING_IMPORT);
    }

    @Test
    void scheduledKeyWithoutMaterialWaitsForItAfterItsReturn() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        byte[] clear = random(32);
        importInto(keyId, clear);
        kms().kms().scheduleKeyDeletion(keyId, 7);
        kms().kms().deleteKeyMaterial(keyId);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(codeOf(() -> importInto(keyId, clear)))
                .isEqualTo(KmsErrorCode.STATE_MODIFIED_FAILED);
        kms().kms().cancelKeyDeletion(keyId);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
        importInto(keyId, clear);
    }

    @Test
    void expiryIsKeptAndMayBeSetAnew() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        byte[] clear = random(32);
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, OAEP);
        byte[] encrypted = wrap(clear, parameters.publicKey(), OAEP);
        Instant expiry = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        kms().kms()
                .importKeyMaterial(keyId, encrypted, parameters.importToken(), Optional.of(expiry));
        assertThat(kms().kms().describeKey(keyId).materialExpireTime()).contains(expiry);
        kms().kms().importKeyMaterial(keyId, encrypted, parameters.importToken(), Optional.empty());
        assertThat(kms().kms().describeKey(keyId).materialExpireTime()).isEmpty();
        assertThat(
                        codeOf(
                                () ->
                                        kms().kms()
                                                .importKeyMaterial(
                                                        keyId,
                                                        encrypted,
                                                        parameters.importToken(),
                                                        Optional.of(Instant.EPOCH))))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void materialExpires() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, OAEP);
        kms().kms()
                .importKeyMaterial(
                        keyId,
                        wrap(random(32), parameters.publicKey(), OAEP),
                        parameters.importToken(),
                        Optional.of(Instant.now().plus(2, ChronoUnit.HOURS)));
        EngineAhead.look(kms().configuration(), Duration.ofHours(1), false);
        byte[] blob =
                kms().kms().encrypt(keyId, new byte[1], EncryptionContext.empty()).toByteArray();
        EngineAhead.look(kms().configuration(), Duration.ofHours(3), false);
        assertThat(codeOf(() -> kms().kms().decrypt(blob, EncryptionContext.empty())))
                .isEqualTo(KmsErrorCode.PENDING_IMPORT);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    }

    @Test
    void tokensAndMaterialOfOthersAreRefused() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        String other =
                kms().kms()
                        .createKey(
                                CmkSpec.builder(KeySpec.ALIYUN_AES_256)
                                        .origin(Origin.EXTERNAL)
                                        .build())
                        .keyId();
        ImportParameters mine = kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, OAEP);
        ImportParameters others = kms().kms().getParametersForImport(other, KeySpec.RSA_2048, OAEP);
        byte[] encrypted = wrap(random(32), mine.publicKey(), OAEP);

        assertThat(refusal(keyId, encrypted, others.importToken()))
                .isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
        byte[] second =
                kms().kms().getParametersForImport(keyId, KeySpec.RSA_2048, OAEP).importToken();
        assertThat(refusal(keyId, encrypted, second)).isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        assertThat(refusal(keyId, new byte[256], mine.importToken()))
                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        assertThat(refusal(keyId, wrap(random(31), mine.publicKey(), OAEP), mine.importToken()))
                .isEqualTo(KmsErrorCode.INVALID_KEY_MATERIAL);
        assertThat(kms().kms().describeKey(keyId).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    }

    private KmsErrorCode refusal(String keyId, byte[] encrypted, byte[] token) throws Exception {
        return codeOf(
                () -> kms().kms().importKeyMaterial(keyId, encrypted, token, Optional.empty()));
    }

    @Test
    void everyChangedByteOfATokenIsNoticed() throws Exception {
        String keyId = external(KeySpec.ALIYUN_AES_256);
        ImportParameters parameters =
                kms().kms().getParametersForImport(keyId, KeySpec.EC_SM2, WrappingAlgorithm.SM2PKE);
        byte[] encrypted = wrap(random(32), parameters.publicKey(), WrappingAlgorithm.SM2PKE);
        byte[] token = parameters.importToken();
        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            assertThat(refusal(keyId, encrypted, changed))
                    .as("byte %d", i)
                    .isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
            assertThat(refusal(keyId, encrypted, Arrays.copyOf(token, i)))
                    .isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
        }
        assertThat(refusal(keyId, encrypted, Arrays.copyOf(token, token.length + 1)))
                .isEqualTo(KmsErrorCode.INVALID_IMPORT_TOKEN);
    }

    @Test
    void keysThatTheKmsMadeTakeNoMaterial() throws Exception {
        CmkMetadata own = kms().create("own", KeySpec.ALIYUN_AES_256);
        assertThat(
                        codeOf(
                                () ->
                                        kms().kms()
                                                .getParametersForImport(
                                                        own.keyId(), KeySpec.RSA_2048, OAEP)))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_ORIGIN);
        assertThat(codeOf(() -> kms().kms().deleteKeyMaterial(own.keyId())))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_ORIGIN);
    }

    @ParameterizedTest
    @CsvSource({
        "Aliyun_AES_256, RSA_3072, RSAES_OAEP_SHA_256",
        "Aliyun_AES_256, EC_SM2, RSAES_OAEP_SHA_256",
        "Aliyun_AES_256, RSA_2048, SM2PKE",
        "Aliyun_AES_256, RSA_2048, RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD",
        "RSA_2048, RSA_2048, RSAES_OAEP_SHA_256",
    })
    void wrappingThatDoesNotFitIsRefused(
            String spec, String wrappingSpec, WrappingAlgorithm algorithm) {
        String keyId = external(KeySpec.of(spec));
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .getParametersForImport(
                                                keyId, KeySpec.of(wrappingSpec), algorithm))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("InvalidParameter");
    }
}
