package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.SharedKms;
import org.kmsjca.conformance.support.TestKeys;

/** GenerateDataKey and its relatives, through the JCA and through Kms. */
@Tag("once")
class DataKeyTest extends SharedKms {
    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "customers");

    @Override
    protected void prepare() {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("sm4", KeySpec.ALIYUN_SM4);
        kms().create("decrypt", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("sm2", KeySpec.EC_SM2, KeyUsage.ENCRYPT_DECRYPT);
        kms().create("sign", KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY);
    }

    private static DataKeySpec.Builder spec() {
        return DataKeySpec.builder("alias/aes").encryptionContext(CONTEXT);
    }

    private DataKey generate(String algorithm, DataKeySpec spec) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, kms().provider());
        generator.init(spec);
        return (DataKey) generator.generateKey();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES", "SM4", "HmacSHA256"})
    void generatorMakesAKeyThatEveryProviderTakes(String algorithm)
            throws GeneralSecurityException {
        DataKey key = generate(algorithm, spec().aes128().build());
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
        assertThat(key.getFormat()).isEqualTo("RAW");
        assertThat(key.getEncoded()).hasSize(16);
        if (algorithm.equals("AES")) {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            assertThat(cipher.doFinal(new byte[5])).hasSize(21);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 24, 32, 64, 1024})
    void encryptedFormComesBackAsTheKey(int bytes) throws GeneralSecurityException {
        DataKey key = kms().kms().generateDataKey(spec().numberOfBytes(bytes).build());
        assertThat(key.getEncoded()).hasSize(bytes);
        assertThat(key.getAlgorithm())
                .isEqualTo(List.of(16, 24, 32).contains(bytes) ? "AES" : "RAW");
        CiphertextBlob encrypted = key.encrypted();
        assertThat(encrypted.keyId()).isEqualTo(kms().keyId("aes"));
        DataKey back = kms().kms().decryptDataKey(encrypted.toByteArray(), CONTEXT);
        assertThat(back).isEqualTo(key);
        assertThat(back.encrypted()).isEqualTo(encrypted);

        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.UNWRAP_MODE, kms().handle("aes"), CONTEXT);
        assertThat(cipher.unwrap(encrypted.toByteArray(), "AES", Cipher.SECRET_KEY).getEncoded())
                .isEqualTo(key.getEncoded());
    }

    @ParameterizedTest
    @CsvSource({"AES, 16", "AES, 24", "AES, 32", "SM4, 16", "HmacSHA256, 1", "HmacSM3, 1024"})
    void generatorMakesTheLengthsOfItsKeys(String algorithm, int bytes)
            throws GeneralSecurityException {
        DataKey key = generate(algorithm, spec().numberOfBytes(bytes).build());
        assertThat(key.getEncoded()).hasSize(bytes);
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @CsvSource({"AES, 32", "SM4, 16", "HmacSHA512, 32"})
    void withoutALengthItIsTheAlgorithms(String algorithm, int bytes)
            throws GeneralSecurityException {
        assertThat(generate(algorithm, spec().build()).getEncoded()).hasSize(bytes);
    }

    /** SunJCE and Bouncy Castle take no such keys, so that nothing could be done with them. */
    @ParameterizedTest
    @CsvSource({
        "AES, 1, 'AES key, which have [32, 24, 16] bytes'",
        "AES, 48, AES",
        "AES, 1024, AES",
        "SM4, 32, 'SM4 key, which have [16] bytes'",
        "SM4, 24, SM4"
    })
    void lengthThatTheAlgorithmHasNotIsRefused(String algorithm, int bytes, String message)
            throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance(algorithm, kms().provider());
        DataKeySpec spec = spec().numberOfBytes(bytes).build();
        assertThatThrownBy(() -> generator.init(spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Kms.generateDataKey");
    }

    @Test
    void sm4DataKeyEncryptsWithoutALengthBeingSaid() throws GeneralSecurityException {
        DataKey key = generate("SM4", DataKeySpec.of("alias/aes"));
        Cipher cipher = Cipher.getInstance("SM4/GCM/NoPadding", Peers.BOUNCY_CASTLE);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertThat(cipher.doFinal(new byte[5])).hasSize(21);
    }

    /** kms-model 2.5: 108 bytes for 32, because the text in Base64 is what is encrypted. */
    @Test
    void whatIsEncryptedIsTheKeysTextInBase64() throws GeneralSecurityException {
        DataKey key = generate("AES", spec().build());
        assertThat(key.encrypted().toByteArray()).hasSize(108);
        byte[] text = kms().kms().decrypt(key.encrypted().toByteArray(), CONTEXT).toByteArray();
        assertThat(new String(text, StandardCharsets.US_ASCII))
                .isEqualTo(Base64.getEncoder().encodeToString(key.getEncoded()));
    }

    @Test
    void everyKeyIsAnother() throws GeneralSecurityException {
        assertThat(generate("AES", spec().build())).isNotEqualTo(generate("AES", spec().build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1025})
    void otherLengthsAreRefused(int bytes) {
        assertThatThrownBy(() -> spec().numberOfBytes(bytes))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("1 to 1024");
    }

    @Test
    void withoutPlaintextThereIsOnlyTheEncryptedForm() {
        CiphertextBlob encrypted = kms().kms().generateDataKeyWithoutPlaintext(spec().build());
        assertThat(kms().kms().decryptDataKey(encrypted.toByteArray(), CONTEXT).getEncoded())
                .hasSize(32);
    }

    @Test
    void blobOfEncryptIsNoDataKey() {
        byte[] blob = kms().kms().encrypt("alias/aes", new byte[] {1}, CONTEXT).toByteArray();
        assertThatThrownBy(() -> kms().kms().decryptDataKey(blob, CONTEXT))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("holds no data key");
    }

    @Test
    void destroyedDataKeyGivesNothing() throws GeneralSecurityException {
        DataKey key = generate("AES", spec().build());
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void dataKeyIsNotSerializedAndItsTextShowsNothing() throws GeneralSecurityException {
        DataKey key = generate("AES", spec().build());
        assertThatThrownBy(
                        () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
        assertThat(key.toString()).contains(key.encrypted().keyVersionId()).hasSizeLessThan(200);
    }

    @Test
    void generatorRefusesOtherParameters() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", kms().provider());
        assertThatThrownBy(() -> generator.init(CONTEXT))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("DataKeySpec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alias/sign", "alias/decrypt"})
    void keyThatIsNotSymmetricMakesNoDataKeys(String key) {
        assertThatThrownBy(() -> generate("AES", DataKeySpec.of(key)))
                .isInstanceOf(KmsException.class)
                .extracting(e -> ((KmsException) e).code())
                .isIn(
                        KmsErrorCode.UNSUPPORTED_OPERATION,
                        KmsErrorCode.REJECTED_UNSUPPORTED_OPERATION);
    }

    @ParameterizedTest
    @CsvSource({"RSAES_OAEP_SHA_256, SHA-256", "RSAES_OAEP_SHA_1, SHA-1"})
    void exportedDataKeyOpensWithThePrivateKey(WrappingAlgorithm algorithm, String digest)
            throws GeneralSecurityException {
        KeyPair recipient = TestKeys.newPair(KeySpec.RSA_2048);
        var both =
                kms().kms()
                        .generateAndExportDataKey(spec().build(), recipient.getPublic(), algorithm);
        byte[] again =
                kms().kms()
                        .exportDataKey(
                                both.encrypted().toByteArray(),
                                CONTEXT,
                                recipient.getPublic(),
                                algorithm);
        byte[] expected =
                kms().kms().decryptDataKey(both.encrypted().toByteArray(), CONTEXT).getEncoded();
        for (byte[] exported : new byte[][] {both.exported(), again}) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    recipient.getPrivate(),
                    new OAEPParameterSpec(
                            digest,
                            "MGF1",
                            new MGF1ParameterSpec(digest),
                            PSource.PSpecified.DEFAULT));
            assertThat(cipher.doFinal(exported)).isEqualTo(expected);
        }
    }

    @Test
    void exportedDataKeyOpensWithAnSm2Key() throws GeneralSecurityException {
        var both =
                kms().kms()
                        .generateAndExportDataKey(
                                spec().build(), kms().publicKey("sm2"), WrappingAlgorithm.SM2PKE);
        Cipher cipher = kms().cipher("SM2");
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("sm2"));
        assertThat(cipher.doFinal(both.exported()))
                .isEqualTo(
                        kms().kms()
                                .decryptDataKey(both.encrypted().toByteArray(), CONTEXT)
                                .getEncoded());
    }

    @ParameterizedTest
    @CsvSource({"RSAES_OAEP_SHA_256, sm2", "SM2PKE, decrypt", "RSAES_PKCS1_V1_5, decrypt"})
    void publicKeyThatDoesNotFitIsRefused(WrappingAlgorithm algorithm, String alias) {
        assertThatThrownBy(
                        () ->
                                kms().kms()
                                        .generateAndExportDataKey(
                                                spec().build(), kms().publicKey(alias), algorithm))
                .isInstanceOf(KmsException.class)
                .hasMessageStartingWith("InvalidParameter");
    }
}
