package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Plaintext;
import org.kmsjca.ReEncryptedBlob;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.SoftHsmLacks;

/** Encrypt, Decrypt and ReEncrypt, and the layout of what they make. */
class DataEncryptionTest extends SharedKms {
    private static final byte[] MESSAGE = "an opaque text".getBytes(StandardCharsets.UTF_8);
    private static final EncryptionContext CONTEXT =
            EncryptionContext.of(Map.of("purpose", "test", "account", "17"));
    private static final byte[] CLEAR = new byte[32];
    private static final byte[] CLEAR_SM4 = new byte[16];

    @Override
    protected void prepare() {
        Arrays.fill(CLEAR, (byte) 7);
        Arrays.fill(CLEAR_SM4, (byte) 9);
        kms().importSecret("imported", new SecretKeySpec(CLEAR, "AES"));
        kms().importSecret("imported-sm4", new SecretKeySpec(CLEAR_SM4, "SM4"));
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("aes-128", KeySpec.ALIYUN_AES_128);
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("mac", KeySpec.HMAC_SHA_256);
    }

    private static KmsErrorCode codeOf(Runnable call) {
        try {
            call.run();
        } catch (KmsException e) {
            return e.code();
        }
        throw new AssertionError("nothing was refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes", "aes-128", "sm4", "imported"})
    void decryptNeedsNoKeyButTheBlob(String alias) {
        CiphertextBlob blob = kms().kms().encrypt("alias/" + alias, MESSAGE, CONTEXT);
        CmkMetadata cmk = kms().kms().describeKey("alias/" + alias);
        assertThat(blob.keyId()).isEqualTo(cmk.keyId());
        assertThat(blob.keyVersionId()).isEqualTo(cmk.primaryKeyVersion().orElseThrow());
        assertThat(kms().kms().decrypt(blob.toByteArray(), CONTEXT).toByteArray())
                .isEqualTo(MESSAGE);
    }

    @Test
    void theSameMessageGivesAnotherBlobEachTime() {
        assertThat(kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT))
                .isNotEqualTo(kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT));
    }

    /** kms-model 2.5 and 2.6, put together here with the JDK and Bouncy Castle only. */
    @ParameterizedTest
    @ValueSource(strings = {"imported", "imported-sm4"})
    void blobHasTheLayoutOfTheKms(String alias) throws GeneralSecurityException {
        byte[] aad =
                MessageDigest.getInstance("SHA-256")
                        .digest("account=17&purpose=test".getBytes(StandardCharsets.UTF_8));
        byte[] made = kms().kms().encrypt("alias/" + alias, MESSAGE, CONTEXT).toByteArray();
        String versionId = version(alias);
        assertThat(new String(made, 0, 36, StandardCharsets.US_ASCII)).isEqualTo(versionId);
        byte[] iv = Arrays.copyOfRange(made, 36, 48);
        Cipher opening = peer(alias, Cipher.DECRYPT_MODE, iv);
        opening.updateAAD(aad);
        assertThat(opening.doFinal(made, 48, made.length - 48)).isEqualTo(MESSAGE);

        Cipher sealing = peer(alias, Cipher.ENCRYPT_MODE, new byte[12]);
        sealing.updateAAD(aad);
        byte[] sealed = sealing.doFinal(MESSAGE);
        byte[] blob =
                ByteBuffer.allocate(48 + sealed.length)
                        .put(versionId.getBytes(StandardCharsets.US_ASCII))
                        .put(new byte[12])
                        .put(sealed)
                        .array();
        assertThat(kms().kms().decrypt(blob, CONTEXT).toByteArray()).isEqualTo(MESSAGE);
    }

    private String version(String alias) {
        return kms().kms().describeKey("alias/" + alias).primaryKeyVersion().orElseThrow();
    }

    private static Cipher peer(String alias, int mode, byte[] iv) throws GeneralSecurityException {
        boolean sm4 = alias.endsWith("sm4");
        Cipher cipher =
                sm4
                        ? Cipher.getInstance("SM4/GCM/NoPadding", Peers.BOUNCY_CASTLE)
                        : Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        SecretKey key = sm4 ? new SecretKeySpec(CLEAR_SM4, "SM4") : new SecretKeySpec(CLEAR, "AES");
        cipher.init(mode, key, new GCMParameterSpec(128, iv));
        return cipher;
    }

    @Test
    void noContextIsNoAdditionalData() throws GeneralSecurityException {
        byte[] made =
                kms().kms()
                        .encrypt("alias/imported", MESSAGE, EncryptionContext.empty())
                        .toByteArray();
        Cipher opening = peer("imported", Cipher.DECRYPT_MODE, Arrays.copyOfRange(made, 36, 48));
        assertThat(opening.doFinal(made, 48, made.length - 48)).isEqualTo(MESSAGE);
    }

    static Stream<EncryptionContext> otherContexts() {
        return Stream.of(
                EncryptionContext.empty(),
                EncryptionContext.of("a", "b"),
                EncryptionContext.of(Map.of("a", "b", "c", "e")),
                EncryptionContext.of("a", "b&c=d"),
                EncryptionContext.of("a=b&c", "d"),
                EncryptionContext.of("a", "b%26c%3Dd"));
    }

    @ParameterizedTest
    @MethodSource("otherContexts")
    void anotherContextIsRefused(EncryptionContext other) {
        var made = EncryptionContext.of(Map.of("a", "b", "c", "d"));
        byte[] blob = kms().kms().encrypt("alias/aes", MESSAGE, made).toByteArray();
        assertThat(codeOf(() -> kms().kms().decrypt(blob, other)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        byte[] back = kms().kms().encrypt("alias/aes", MESSAGE, other).toByteArray();
        assertThat(kms().kms().decrypt(back, other).toByteArray()).isEqualTo(MESSAGE);
        assertThat(codeOf(() -> kms().kms().decrypt(back, made)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] blob = kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT).toByteArray();
        for (int i = 0; i < blob.length; i++) {
            byte[] changed = blob.clone();
            changed[i] ^= 1;
            assertThat(codeOf(() -> kms().kms().decrypt(changed, CONTEXT)))
                    .as("byte %d", i)
                    .isIn(KmsErrorCode.INVALID_PARAMETER, KmsErrorCode.KEY_NOT_FOUND);
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] blob = kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT).toByteArray();
        for (int length = 0; length < blob.length; length++) {
            byte[] cut = Arrays.copyOf(blob, length);
            assertThat(codeOf(() -> kms().kms().decrypt(cut, CONTEXT)))
                    .as("%d bytes", length)
                    .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        }
    }

    @Test
    void blobOfAnUnknownVersionNamesNoKey() {
        byte[] blob = kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT).toByteArray();
        byte[] id = "00000000-0000-4000-8000-000000000000".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(id, 0, blob, 0, id.length);
        assertThat(codeOf(() -> kms().kms().decrypt(blob, CONTEXT)))
                .isEqualTo(KmsErrorCode.KEY_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6143, 6144})
    void sizesUpTo6KilobytesAreTaken(int size) {
        byte[] blob = kms().kms().encrypt("alias/aes", new byte[size], CONTEXT).toByteArray();
        assertThat(blob).hasSize(size + 64);
        assertThat(kms().kms().decrypt(blob, CONTEXT).toByteArray()).isEqualTo(new byte[size]);
    }

    @Test
    void moreIsRefusedAndTheWayToDataKeysIsTold() {
        assertThatThrownBy(() -> kms().kms().encrypt("alias/aes", new byte[6145], CONTEXT))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("InvalidParameter")
                .hasMessageContaining("GenerateDataKey");
        assertThat(codeOf(() -> kms().kms().decrypt(new byte[6144 + 65], CONTEXT)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "mac"})
    void keysThatAreNotSymmetricCiphersAreRefused(String alias) {
        assertThat(codeOf(() -> kms().kms().encrypt("alias/" + alias, MESSAGE, CONTEXT)))
                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"ALIYUN_AES_192", "ALIYUN_SM4"})
    void stateIsAskedAtEveryCall(KeySpec spec) {
        String keyId = kms().kms().createKey(CmkSpec.of(spec)).keyId();
        byte[] blob = kms().kms().encrypt(keyId, MESSAGE, CONTEXT).toByteArray();
        kms().kms().disableKey(keyId);
        assertThat(codeOf(() -> kms().kms().encrypt(keyId, MESSAGE, CONTEXT)))
                .isEqualTo(KmsErrorCode.DISABLED);
        assertThat(codeOf(() -> kms().kms().decrypt(blob, CONTEXT)))
                .isEqualTo(KmsErrorCode.DISABLED);
        kms().kms().scheduleKeyDeletion(keyId, 7);
        assertThat(codeOf(() -> kms().kms().decrypt(blob, CONTEXT)))
                .isEqualTo(KmsErrorCode.PENDING_DELETION);
        kms().kms().cancelKeyDeletion(keyId);
        assertThat(kms().kms().decrypt(blob, CONTEXT).toByteArray()).isEqualTo(MESSAGE);
    }

    @SoftHsmLacks("SM4")
    @Test
    void reEncryptMovesToAnotherKeyAndContext() {
        byte[] blob = kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT).toByteArray();
        ReEncryptedBlob answer =
                kms().kms().reEncrypt(blob, CONTEXT, "alias/sm4", EncryptionContext.of("a", "b"));
        assertThat(answer.sourceKeyId()).isEqualTo(kms().keyId("aes"));
        assertThat(answer.sourceKeyVersionId())
                .isEqualTo(new String(blob, 0, 36, StandardCharsets.US_ASCII));
        CiphertextBlob moved = answer.encrypted();
        assertThat(moved.keyId()).isEqualTo(kms().keyId("sm4"));
        assertThat(
                        kms().kms()
                                .decrypt(moved.toByteArray(), EncryptionContext.of("a", "b"))
                                .toByteArray())
                .isEqualTo(MESSAGE);
        assertThat(
                        codeOf(
                                () ->
                                        kms().kms()
                                                .reEncrypt(
                                                        blob,
                                                        EncryptionContext.empty(),
                                                        "alias/sm4",
                                                        CONTEXT)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }

    @Test
    void decryptTellsTheKeyVersionThatTheBlobNames() {
        CiphertextBlob blob = kms().kms().encrypt("alias/aes", MESSAGE, CONTEXT);
        assertThat(kms().kms().decrypt(blob.toByteArray(), CONTEXT))
                .isEqualTo(new Plaintext(blob.keyId(), blob.keyVersionId(), MESSAGE));
    }

    @Test
    void reEncryptTakesWhatWasEncryptedWithAPublicKey() throws GeneralSecurityException {
        byte[] clear = {5, 6, 7, 8};
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        var oaep =
                new OAEPParameterSpec(
                        "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);
        cipher.init(Cipher.ENCRYPT_MODE, kms().kms().getPublicKey("alias/rsa"), oaep);
        byte[] ciphertext = cipher.doFinal(clear);
        String version = kms().kms().describeKey("alias/rsa").versions().get(0).keyVersionId();
        ReEncryptedBlob answer =
                kms().kms()
                        .reEncrypt(
                                "alias/rsa",
                                version,
                                WrappingAlgorithm.RSAES_OAEP_SHA_1,
                                ciphertext,
                                "alias/aes",
                                CONTEXT);
        assertThat(answer.sourceKeyId()).isEqualTo(kms().keyId("rsa"));
        assertThat(answer.sourceKeyVersionId()).isEqualTo(version);
        CiphertextBlob moved = answer.encrypted();
        assertThat(moved.keyId()).isEqualTo(kms().keyId("aes"));
        assertThat(kms().kms().decrypt(moved.toByteArray(), CONTEXT).toByteArray())
                .isEqualTo(Base64.getEncoder().encode(clear));
        assertThat(kms().kms().decryptDataKey(moved.toByteArray(), CONTEXT).getEncoded())
                .isEqualTo(clear);
        assertThat(reEncryptRefusal(version, WrappingAlgorithm.SM2PKE, ciphertext))
                .isIn(KmsErrorCode.INVALID_PARAMETER, KmsErrorCode.UNSUPPORTED_OPERATION);
        assertThat(reEncryptRefusal(version, WrappingAlgorithm.RSAES_PKCS1_V1_5, ciphertext))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        ciphertext[0] ^= 1;
        assertThat(reEncryptRefusal(version, WrappingAlgorithm.RSAES_OAEP_SHA_1, ciphertext))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(reEncryptRefusal("none", WrappingAlgorithm.RSAES_OAEP_SHA_1, ciphertext))
                .isEqualTo(KmsErrorCode.KEY_VERSION_NOT_FOUND);
    }

    private KmsErrorCode reEncryptRefusal(
            String version, WrappingAlgorithm algorithm, byte[] ciphertext) {
        return codeOf(
                () ->
                        kms().kms()
                                .reEncrypt(
                                        "alias/rsa",
                                        version,
                                        algorithm,
                                        ciphertext,
                                        "alias/aes",
                                        CONTEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ude00\ud83d"})
    void contextThatIsNotUnicodeIsRefused(String half) {
        assertThat(codeOf(() -> EncryptionContext.of("name", half)))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(codeOf(() -> EncryptionContext.of(half, "value")))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(EncryptionContext.of("name", "\ud83d\ude00").isEmpty()).isFalse();
    }

    @Test
    void contextLongerThanAllowedAsJsonIsRefused() {
        String value = "v".repeat(8192 - "{\"k\":\"\"}".length());
        assertThat(EncryptionContext.of("k", value).entries()).hasSize(1);
        assertThat(codeOf(() -> EncryptionContext.of("k", value + "v")))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
        assertThat(codeOf(() -> EncryptionContext.of("k", value.substring(1) + "\"")))
                .isEqualTo(KmsErrorCode.INVALID_PARAMETER);
    }
}
