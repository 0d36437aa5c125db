package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

class AwsEncryptionSdkTest {
    @RegisterExtension
    static final Consumer AWS =
            Consumer.of(
                    "AWS Encryption SDK",
                    AwsCrypto.class,
                    "JceMasterKey.getInstance(handle, \"KMS\", \"web\", \"AES/GCM/NoPadding\")");

    private static final byte[] TEXT = "Dear Sir".getBytes(StandardCharsets.UTF_8);

    private static void roundTrip(JceMasterKey key) {
        AwsCrypto crypto =
                AwsCrypto.builder()
                        .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                        .build();
        byte[] encrypted = crypto.encryptData(key, TEXT).getResult();
        assertThat(crypto.decryptData(key, encrypted).getResult()).isEqualTo(TEXT);
    }

    @Test
    void masterKeys() {
        AWS.worksAtBothLevels(
                "an AES CMK as JceMasterKey",
                level -> {
                    Cmk cmk = Cmk.of(KeySpec.ALIYUN_AES_256, level);
                    roundTrip(
                            JceMasterKey.getInstance(
                                    cmk.secretKey(), "KMS", cmk.alias(), "AES/GCM/NoPadding"));
                });
        for (String padding :
                new String[] {
                    "OAEPWithSHA-256AndMGF1Padding", "OAEPWithSHA-1AndMGF1Padding", "PKCS1Padding"
                }) {
            AWS.worksAtBothLevels(
                    "an RSA CMK as JceMasterKey, " + padding,
                    level -> {
                        Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, level);
                        roundTrip(
                                JceMasterKey.getInstance(
                                        cmk.publicKey(),
                                        cmk.key(),
                                        "KMS",
                                        cmk.alias(),
                                        "RSA/ECB/" + padding));
                    });
        }
    }
}
