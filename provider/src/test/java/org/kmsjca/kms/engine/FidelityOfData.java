package org.kmsjca.kms.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kmsjca.kms.engine.FidelityKms.NONE;
import static org.kmsjca.kms.engine.FidelityKms.refused;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsException;
import org.kmsjca.ReEncryptedBlob;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.kms.KmsCall;

/** Encrypt, Decrypt, ReEncrypt and the calls on data keys. */
final class FidelityOfData {
    private static final String ENCRYPT = "Encrypt";
    private static final String DECRYPT = "Decrypt";
    private static final String DATA_KEY = "GenerateDataKey";
    private static final byte[] TEXT = "helloworld".getBytes(UTF_8);
    private static final EncryptionContext CONTEXT =
            EncryptionContext.of(Map.of("user", "alice", "purpose", "backup"));

    static final List<FidelityRule> RULES =
            List.of(
                    // D21 Encrypt
                    new FidelityRule(
                            ENCRYPT,
                            "up to 6 KB",
                            kms -> {
                                String keyId = kms.aes();
                                byte[] longest = new byte[6144];
                                assertThat(kms.decrypt(kms.encrypt(keyId, longest, NONE), NONE))
                                        .isEqualTo(longest);
                                refused(
                                        "InvalidParameter",
                                        400,
                                        () -> kms.encrypt(keyId, new byte[6145], NONE));
                            }),
                    // REAL: CiphertextBlob of "helloworld" is 36 ASCII bytes, equal to the
                    // KeyVersionId of the answer, and 38 = 12 + 10 + 16
                    new FidelityRule(
                            ENCRYPT,
                            "the blob is version id, IV, ciphertext, tag; the text as it is",
                            kms -> {
                                CiphertextBlob blob = kms.encrypt(kms.aes(), TEXT, NONE);
                                byte[] bytes = blob.toByteArray();
                                assertThat(bytes).hasSize(36 + 12 + 10 + 16);
                                assertThat(new String(bytes, 0, 36, US_ASCII))
                                        .isEqualTo(blob.keyVersionId());
                                assertThat(kms.decrypt(blob, NONE)).isEqualTo(TEXT);
                            }),
                    // GO encrypt_response_body_model, REAL
                    new FidelityRule(
                            ENCRYPT,
                            "answers the ids of key and version, also for an alias",
                            kms -> {
                                String keyId = kms.aes();
                                kms.engine().aliases().create("alias/orders", keyId);
                                CiphertextBlob blob = kms.encrypt("alias/orders", TEXT, NONE);
                                assertThat(blob.keyId()).isEqualTo(keyId);
                                assertThat(kms.describe(keyId).primaryKeyVersion())
                                        .contains(blob.keyVersionId());
                            }),
                    // META: UnsupportedOperation, 400
                    new FidelityRule(
                            ENCRYPT,
                            "not under an asymmetric CMK",
                            kms -> {
                                String keyId = kms.create(KeySpec.RSA_2048);
                                refused(
                                        "UnsupportedOperation",
                                        400,
                                        () -> kms.encrypt(keyId, TEXT, NONE));
                            }),
                    // D21 EncryptionContext: the same in any order
                    new FidelityRule(
                            DECRYPT,
                            "needs the encryption's context, in any order",
                            kms -> {
                                CiphertextBlob blob = kms.encrypt(kms.aes(), TEXT, CONTEXT);
                                Map<String, String> turned = new TreeMap<>(Map.of());
                                turned.put("user", "alice");
                                turned.put("purpose", "backup");
                                assertThat(kms.decrypt(blob, EncryptionContext.of(turned)))
                                        .isEqualTo(TEXT);
                                // UNVERIFIED: the code
                                refused("InvalidParameter", 400, () -> kms.decrypt(blob, NONE));
                                refused(
                                        "InvalidParameter",
                                        () ->
                                                kms.decrypt(
                                                        blob, EncryptionContext.of("user", "bob")));
                            }),
                    // D21 EncryptionContext: at most 8,192 characters of JSON
                    new FidelityRule(
                            ENCRYPT,
                            "an EncryptionContext has 8,192 characters of JSON",
                            kms -> {
                                // {"a":"..."} has 8 characters around the value
                                EncryptionContext.of("a", "v".repeat(8192 - 8));
                                refused(
                                        "InvalidParameter",
                                        () -> EncryptionContext.of("a", "v".repeat(8192 - 7)));
                            }),
                    // D21 GenerateDataKey: KeySpec AES_256, AES_128, or NumberOfBytes 1 to 1024
                    new FidelityRule(
                            DATA_KEY,
                            "32 bytes unless said, 1 to 1,024",
                            kms -> {
                                String keyId = kms.aes();
                                assertThat(plain(kms, DataKeySpec.of(keyId))).hasSize(32);
                                assertThat(plain(kms, DataKeySpec.builder(keyId).aes128().build()))
                                        .hasSize(16);
                                for (int bytes : new int[] {1, 1024}) {
                                    assertThat(plain(kms, sized(keyId, bytes))).hasSize(bytes);
                                }
                                for (int bytes : new int[] {0, 1025}) {
                                    refused("InvalidParameter", () -> sized(keyId, bytes));
                                }
                            }),
                    // D21 GenerateDataKey: Decrypt gives the Plaintext of its answer, which is text
                    new FidelityRule(
                            DATA_KEY,
                            "Decrypt of it gives the key's text in Base64",
                            kms -> {
                                var dataKey =
                                        kms.engine().dataKeys().generate(DataKeySpec.of(kms.aes()));
                                assertThat(kms.decrypt(dataKey.encrypted(), NONE))
                                        .isEqualTo(FidelityKms.base64(dataKey.getEncoded()));
                            }),
                    // D21 GenerateDataKeyWithoutPlaintext
                    new FidelityRule(
                            "GenerateDataKeyWithoutPlaintext",
                            "the same, without the plaintext",
                            kms -> {
                                CiphertextBlob blob =
                                        kms.engine()
                                                .dataKeys()
                                                .generateWithoutPlaintext(
                                                        DataKeySpec.of(kms.aes()));
                                assertThat(kms.decrypt(blob, NONE)).hasSize(44);
                            }),
                    // D21 ExportDataKey, GenerateAndExportDataKey: RSA_2048 with OAEP
                    new FidelityRule(
                            "ExportDataKey",
                            "gives the data key under somebody's public key",
                            kms -> {
                                KeyPair pair = rsa();
                                var exported =
                                        kms.engine()
                                                .dataKeys()
                                                .generateAndExport(
                                                        DataKeySpec.of(kms.aes()),
                                                        pair.getPublic(),
                                                        WrappingAlgorithm.RSAES_OAEP_SHA_1);
                                byte[] key = opened(pair, exported.exported());
                                assertThat(kms.decrypt(exported.encrypted(), NONE))
                                        .isEqualTo(FidelityKms.base64(key));
                                byte[] again =
                                        kms.engine()
                                                .dataKeys()
                                                .export(
                                                        exported.encrypted().toByteArray(),
                                                        NONE,
                                                        pair.getPublic(),
                                                        WrappingAlgorithm.RSAES_OAEP_SHA_1);
                                assertThat(opened(pair, again)).isEqualTo(key);
                            }),
                    // D21 ExportDataKey: WrappingAlgorithm
                    new FidelityRule(
                            "ExportDataKey",
                            "not by RSAES_PKCS1_V1_5",
                            kms -> {
                                String keyId = kms.aes();
                                refused(
                                        "InvalidParameter",
                                        () ->
                                                kms.engine()
                                                        .dataKeys()
                                                        .generateAndExport(
                                                                DataKeySpec.of(keyId),
                                                                rsa().getPublic(),
                                                                WrappingAlgorithm
                                                                        .RSAES_PKCS1_V1_5));
                            }),
                    // D21 ReEncrypt
                    new FidelityRule(
                            "ReEncrypt",
                            "from a CMK and context to others",
                            kms -> {
                                CiphertextBlob blob = kms.encrypt(kms.aes(), TEXT, CONTEXT);
                                String other = kms.create(KeySpec.ALIYUN_SM4);
                                ReEncryptedBlob answer =
                                        kms.engine()
                                                .dataKeys()
                                                .reEncrypt(
                                                        blob.toByteArray(), CONTEXT, other, NONE);
                                // GO: KeyId and KeyVersionId are the source's
                                assertThat(answer.sourceKeyId()).isEqualTo(blob.keyId());
                                assertThat(answer.sourceKeyVersionId())
                                        .isEqualTo(blob.keyVersionId());
                                byte[] moved = answer.encrypted().toByteArray();
                                assertThat(
                                                kms.engine()
                                                        .encryption()
                                                        .decrypt(KmsCall.DECRYPT, null, moved, NONE)
                                                        .plaintext())
                                        .isEqualTo(TEXT);
                            }));

    private FidelityOfData() {}

    private static DataKeySpec sized(String keyId, int bytes) throws KmsException {
        return DataKeySpec.builder(keyId).numberOfBytes(bytes).build();
    }

    private static byte[] plain(FidelityKms kms, DataKeySpec spec) {
        return kms.engine().dataKeys().generate(spec).getEncoded();
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static byte[] opened(KeyPair pair, byte[] wrapped) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "SunJCE");
        cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
        return cipher.doFinal(wrapped);
    }
}
