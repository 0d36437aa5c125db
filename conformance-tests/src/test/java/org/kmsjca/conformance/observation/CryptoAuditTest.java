package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.AuditRecord;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.Kms;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.conformance.support.KmsUnderTest;

/** {@code audit.crypto=on}: a record for each operation, and none without. */
@Tag("once")
class CryptoAuditTest {
    @TempDir private Path directory;
    private KmsUnderTest kms;

    private void open(String... settings) {
        kms = KmsUnderTest.open(ProtectionLevel.SOFTWARE, directory, settings);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private List<String> calls() {
        assertThat(kms.kms().verifyAudit().problem()).isEmpty();
        return kms.kms().listAuditRecords(0, 10_000).stream()
                .map(record -> record.call() + " " + record.outcome())
                .toList();
    }

    @Test
    void operationsAreNotRecordedUnlessTheSettingSaysSo() throws Exception {
        open();
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        encrypt();
        assertThat(calls()).containsExactly("CreateKey OK");
    }

    @Test
    void operationsFailuresAndRefusalsAreRecorded() throws Exception {
        open("audit.crypto=on");
        String keyId = kms.create("aes", KeySpec.ALIYUN_AES_256).keyId();
        kms.create("ec", KeySpec.EC_P256);

        encrypt();
        Signature signature = kms.signature("SHA256withECDSA");
        signature.initSign(kms.privateKey("ec"));
        signature.sign();
        assertThatThrownBy(
                        () ->
                                kms.kms()
                                        .decrypt(
                                                damaged(
                                                        kms.kms()
                                                                .encrypt(
                                                                        keyId,
                                                                        new byte[9],
                                                                        EncryptionContext.empty())
                                                                .toByteArray()),
                                                EncryptionContext.empty()))
                .hasMessageContaining("InvalidParameter");
        var handle = kms.handle("aes");
        kms.kms().disableKey(keyId);
        assertThatThrownBy(() -> kms.cipher("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, handle))
                .isInstanceOf(InvalidKeyException.class);

        assertThat(calls())
                .containsExactly(
                        "CreateKey OK",
                        "CreateKey OK",
                        "Encrypt OK",
                        "AsymmetricSign OK",
                        "Encrypt OK",
                        "Decrypt AEADBadTagException",
                        "DisableKey OK",
                        "Encrypt Rejected.Disabled");
        assertThat(kms.kms().listAuditRecords(2, 1))
                .extracting(AuditRecord::keyId)
                .containsExactly(java.util.Optional.of(keyId));
    }

    /** Also those that need the public key only, and answers that say no. */
    @Test
    void callsOnAsymmetricAndMacKeysAreRecorded() {
        open("audit.crypto=on");
        Kms api = kms.kms();
        String ec = kms.create("ec", KeySpec.EC_P256).keyId();
        kms.create("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
        kms.create("mac", KeySpec.HMAC_SHA_256);
        long before = api.listAuditRecords(0, 10_000).size();
        byte[] digest = new byte[32];
        SigningAlgorithm ecdsa = SigningAlgorithm.ECDSA_SHA_256;
        WrappingAlgorithm oaep = WrappingAlgorithm.RSAES_OAEP_SHA_256;

        byte[] value = api.asymmetricSign(ec, ecdsa, digest).toByteArray();
        api.asymmetricVerify(ec, ecdsa, digest, value);
        api.asymmetricVerify(ec, ecdsa, digest, new byte[3]);
        byte[] ciphertext = api.asymmetricEncrypt("alias/rsa", oaep, digest).toByteArray();
        api.asymmetricDecrypt("alias/rsa", oaep, ciphertext);
        assertThatThrownBy(() -> api.asymmetricDecrypt("alias/rsa", oaep, damaged(ciphertext)))
                .hasMessageContaining("InvalidParameter");
        api.verifyMac("alias/mac", digest, api.generateMac("alias/mac", digest).toByteArray());
        api.disableKey(ec);
        assertThatThrownBy(() -> api.asymmetricVerify(ec, ecdsa, digest, value))
                .hasMessageContaining("Rejected.Disabled");

        assertThat(calls().subList((int) before, calls().size()))
                .containsExactly(
                        "AsymmetricSign OK",
                        "AsymmetricVerify OK",
                        "AsymmetricVerify OK",
                        "AsymmetricEncrypt OK",
                        "AsymmetricDecrypt OK",
                        "AsymmetricDecrypt BadPaddingException",
                        "GenerateMac OK",
                        "VerifyMac OK",
                        "DisableKey OK",
                        "AsymmetricVerify Rejected.Disabled");
    }

    @Test
    void operationsOfManyThreadsAreAllRecorded() throws Exception {
        open("audit.crypto=on");
        kms.create("aes", KeySpec.ALIYUN_AES_256);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(
                        () -> {
                            encrypt();
                            return true;
                        });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(calls()).filteredOn("Encrypt OK"::equals).hasSize(100);
    }

    private void encrypt() throws Exception {
        Cipher cipher = kms.cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, kms.handle("aes"));
        cipher.doFinal(new byte[10]);
    }

    private static byte[] damaged(byte[] blob) {
        blob[blob.length - 1] ^= 1;
        return blob;
    }
}
