package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.kmsjca.CmkMetadata;
import org.kmsjca.DataKeyPairSpec;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.FreshKms;
import org.kmsjca.conformance.support.TestKeys;

/** Every operation is an event, read from a recording of the JVM's flight recorder. */
class FlightRecordingTest extends FreshKms {
    private static final byte[] DATA = new byte[40];

    /** The only event, with what every event tells checked. */
    private RecordedEvent only(Recorded.Work work, String name, CmkMetadata cmk) throws Exception {
        List<RecordedEvent> events = Recorded.events(work);
        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getEventType().getName()).isEqualTo("org.kmsjca." + name);
        assertThat(event.getString("keyId")).isEqualTo(cmk.keyId());
        assertThat(event.getString("keyVersionId")).isEqualTo(cmk.versions().get(0).keyVersionId());
        assertThat(event.getString("keySpec")).isEqualTo(cmk.keySpec().toString());
        assertThat(event.getString("protectionLevel")).isEqualTo(level().toString());
        assertThat(event.getLong("sessionWait")).isZero();
        assertThat(event.getDuration()).isPositive();
        assertThat(event.getStackTrace()).isNull();
        return event;
    }

    private static void done(RecordedEvent event, String call, String algorithm) {
        assertThat(event.getString("call")).isEqualTo(call);
        assertThat(event.getString("algorithm")).isEqualTo(algorithm);
        assertThat(event.getString("outcome")).isEqualTo("OK");
    }

    @Test
    void encryptionAndDecryptionAreRecordedOncePerMessage() throws Exception {
        CmkMetadata cmk = kms().create("aes", KeySpec.ALIYUN_AES_256);
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        byte[][] encrypted = new byte[1][];

        done(
                only(
                        () -> {
                            cipher.update(DATA);
                            cipher.update(DATA);
                            encrypted[0] = cipher.doFinal(DATA);
                        },
                        "Encrypt",
                        cmk),
                "Encrypt",
                "AES/GCM/NoPadding");

        Cipher cbc = kms().cipher("AES/CBC/PKCS5Padding");
        cbc.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        byte[] output = new byte[64];
        int length = cbc.doFinal(DATA, 0, DATA.length, output);
        cbc.init(Cipher.DECRYPT_MODE, kms().handle("aes"), cbc.getParameters());
        done(
                only(() -> cbc.doFinal(output, 0, length), "Decrypt", cmk),
                "Decrypt",
                "AES/CBC/PKCS5Padding");
    }

    @Test
    void failureIsRecordedWithItsException() throws Exception {
        CmkMetadata cmk = kms().create("aes", KeySpec.ALIYUN_AES_256);
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE, kms().handle("aes"), new GCMParameterSpec(128, new byte[12]));
        RecordedEvent event =
                only(
                        () ->
                                assertThatThrownBy(() -> cipher.doFinal(DATA))
                                        .isInstanceOf(AEADBadTagException.class),
                        "Decrypt",
                        cmk);
        assertThat(event.getString("outcome")).isEqualTo("AEADBadTagException");
    }

    @Test
    void signatureIsRecorded() throws Exception {
        CmkMetadata cmk = kms().create("ec", KeySpec.EC_P256);
        Signature signature = kms().signature("SHA256withECDSA");
        signature.initSign(kms().privateKey("ec"));
        done(
                only(
                        () -> {
                            signature.update(DATA);
                            signature.sign();
                        },
                        "Sign",
                        cmk),
                "AsymmetricSign",
                "SHA256withECDSA");
    }

    @Test
    void decryptionByAPrivateKeyIsRecorded() throws Exception {
        CmkMetadata cmk = kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        Cipher encryption = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        encryption.init(Cipher.ENCRYPT_MODE, kms().publicKey("rsa"));
        byte[] encrypted = encryption.doFinal(DATA);
        Cipher cipher = kms().cipher("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, kms().privateKey("rsa"));
        done(
                only(() -> cipher.doFinal(encrypted), "Decrypt", cmk),
                "AsymmetricDecrypt",
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    }

    @Test
    void macIsRecorded() throws Exception {
        CmkMetadata cmk = kms().create("hmac", KeySpec.HMAC_SHA_256);
        Mac mac = Mac.getInstance("HmacSHA256", kms().provider());
        mac.init(kms().handle("hmac"));
        done(
                only(
                        () -> {
                            mac.update(DATA);
                            mac.doFinal(DATA);
                        },
                        "Mac",
                        cmk),
                "GenerateMac",
                "HmacSHA256");
    }

    @Test
    void keyAgreementIsRecorded() throws Exception {
        CmkMetadata cmk = kms().create("ec", KeySpec.EC_P256, KeyUsage.KEY_AGREEMENT);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", kms().provider());
        agreement.init(kms().handle("ec"));
        done(
                only(
                        () -> agreement.doPhase(TestKeys.pair(KeySpec.EC_P256).getPublic(), true),
                        "KeyAgreement",
                        cmk),
                "DeriveSharedSecret",
                "ECDH");
    }

    @Test
    void callsOnAsymmetricAndMacKeysAreRecorded() throws Exception {
        Kms api = kms().kms();
        CmkMetadata ec = kms().create("ec", KeySpec.EC_P256);
        CmkMetadata rsa = kms().create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        CmkMetadata mac = kms().create("mac", KeySpec.HMAC_SHA_256);
        byte[] digest = new byte[32];
        SigningAlgorithm ecdsa = SigningAlgorithm.ECDSA_SHA_256;
        WrappingAlgorithm oaep = WrappingAlgorithm.RSAES_OAEP_SHA_256;
        byte[] value = api.asymmetricSign("alias/ec", ecdsa, digest).toByteArray();
        byte[] ciphertext = api.asymmetricEncrypt("alias/rsa", oaep, digest).toByteArray();
        done(
                only(() -> api.asymmetricSign("alias/ec", ecdsa, digest), "Sign", ec),
                "AsymmetricSign",
                "ECDSA_SHA_256");
        done(
                only(() -> api.asymmetricVerify("alias/ec", ecdsa, digest, value), "Verify", ec),
                "AsymmetricVerify",
                "ECDSA_SHA_256");
        done(
                only(() -> api.asymmetricEncrypt("alias/rsa", oaep, digest), "Encrypt", rsa),
                "AsymmetricEncrypt",
                "RSAES_OAEP_SHA_256");
        done(
                only(() -> api.asymmetricDecrypt("alias/rsa", oaep, ciphertext), "Decrypt", rsa),
                "AsymmetricDecrypt",
                "RSAES_OAEP_SHA_256");
        done(
                only(() -> api.generateMac("alias/mac", digest), "Mac", mac),
                "GenerateMac",
                "HMAC_SHA_256");
        done(
                only(() -> api.verifyMac("alias/mac", digest, digest), "Mac", mac),
                "VerifyMac",
                "HMAC_SHA_256");
    }

    @Test
    void dataKeysAreRecorded() throws Exception {
        CmkMetadata cmk = kms().create("aes", KeySpec.ALIYUN_AES_256);
        done(
                only(
                        () ->
                                kms().kms()
                                        .generateDataKeyWithoutPlaintext(
                                                DataKeySpec.builder("alias/aes").build()),
                        "GenerateDataKey",
                        cmk),
                "GenerateDataKeyWithoutPlaintext",
                "CMK");
        DataKeyPairSpec pair = DataKeyPairSpec.of("alias/aes", KeySpec.EC_P256);
        done(
                only(() -> kms().kms().generateDataKeyPair(pair), "GenerateDataKey", cmk),
                "GenerateDataKeyPair",
                "CMK");
        done(
                only(
                        () -> kms().kms().encrypt("alias/aes", DATA, EncryptionContext.empty()),
                        "Encrypt",
                        cmk),
                "Encrypt",
                "CMK");
    }

    @Test
    void exportedDataKeyIsRecorded() throws Exception {
        CmkMetadata cmk = kms().create("aes", KeySpec.ALIYUN_AES_256);
        byte[] edk =
                kms().kms()
                        .generateDataKeyWithoutPlaintext(DataKeySpec.of("alias/aes"))
                        .toByteArray();
        done(
                only(
                        () ->
                                kms().kms()
                                        .exportDataKey(
                                                edk,
                                                EncryptionContext.empty(),
                                                TestKeys.pair(KeySpec.RSA_2048).getPublic(),
                                                WrappingAlgorithm.RSAES_OAEP_SHA_256),
                        "ExportDataKey",
                        cmk),
                "ExportDataKey",
                "CMK");
        done(
                only(
                        () ->
                                kms().kms()
                                        .generateAndExportDataKey(
                                                DataKeySpec.of("alias/aes"),
                                                TestKeys.pair(KeySpec.RSA_2048).getPublic(),
                                                WrappingAlgorithm.RSAES_OAEP_SHA_256),
                        "GenerateDataKey",
                        cmk),
                "GenerateAndExportDataKey",
                "CMK");
    }

    @Test
    void bothHalvesOfReEncryptAreRecorded() throws Exception {
        CmkMetadata from = kms().create("from", KeySpec.ALIYUN_AES_256);
        CmkMetadata to = kms().create("to", KeySpec.ALIYUN_AES_256);
        EncryptionContext none = EncryptionContext.empty();
        byte[] blob = kms().kms().encrypt("alias/from", DATA, none).toByteArray();

        List<RecordedEvent> events =
                Recorded.events(() -> kms().kms().reEncrypt(blob, none, "alias/to", none));

        assertThat(events)
                .extracting(event -> event.getString("keyId"))
                .containsExactly(from.keyId(), to.keyId());
        for (RecordedEvent event : events) {
            assertThat(event.getEventType().getName()).isEqualTo("org.kmsjca.ReEncrypt");
            done(event, "ReEncrypt", "CMK");
        }
    }

    @Test
    void refusalOfAHandleIsAnEvent() throws Exception {
        CmkMetadata cmk = kms().create("ec", KeySpec.EC_P256);
        Signature signature = kms().signature("SHA256withECDSA");
        var handle = kms().privateKey("ec");
        kms().kms().disableKey(cmk.keyId());

        List<RecordedEvent> events =
                Recorded.events(
                        () ->
                                assertThatThrownBy(() -> signature.initSign(handle))
                                        .isInstanceOf(InvalidKeyException.class));

        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getEventType().getName()).isEqualTo("org.kmsjca.Refusal");
        assertThat(event.getString("call")).isEqualTo("AsymmetricSign");
        assertThat(event.getString("keyId")).isEqualTo(cmk.keyId());
        assertThat(event.getString("keySpec")).isEqualTo("EC_P256");
        assertThat(event.getString("code")).isEqualTo("Rejected.Disabled");
        assertThat(event.getStackTrace()).isNull();
    }

    @Test
    void refusalOfACallIsAnEvent() throws Exception {
        CmkMetadata cmk = kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().kms().scheduleKeyDeletion(cmk.keyId(), 7);
        List<RecordedEvent> events =
                Recorded.events(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        kms().kms()
                                                                .encrypt(
                                                                        cmk.keyId(),
                                                                        DATA,
                                                                        EncryptionContext.empty()))
                                        .isInstanceOf(KmsException.class));
        assertThat(events)
                .extracting(e -> e.getString("code"))
                .containsExactly("Rejected.PendingDeletion");
    }

    @Test
    void transientKeyIsRecordedUnderItsIds() throws Exception {
        var generator = javax.crypto.KeyGenerator.getInstance("AES", kms().provider());
        generator.init(256);
        SecretKey key = generator.generateKey();
        Cipher cipher = kms().cipher("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        List<RecordedEvent> events = Recorded.events(() -> cipher.doFinal(DATA));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("keySpec")).isEqualTo("Aliyun_AES_256");
        assertThat(events.get(0).getString("protectionLevel")).isEqualTo(level().toString());
    }
}
