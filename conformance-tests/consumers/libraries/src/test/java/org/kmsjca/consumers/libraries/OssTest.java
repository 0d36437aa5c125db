package org.kmsjca.consumers.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.oss.OSSClient;
import com.aliyun.oss.crypto.ContentCryptoMaterialRW;
import com.aliyun.oss.crypto.SimpleRSAEncryptionMaterials;
import java.security.KeyPair;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.consumers.support.Cmk;
import org.kmsjca.consumers.support.Consumer;

/** The client-side encryption of Alibaba Cloud's object storage, without its server. */
class OssTest {
    @RegisterExtension
    static final Consumer OSS =
            Consumer.of(
                    "Alibaba Cloud OSS, client-side encryption",
                    OSSClient.class,
                    "new SimpleRSAEncryptionMaterials(new KeyPair(publicKey, handle))");

    @Test
    void dataKeys() {
        Cmk cmk = Cmk.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT, ProtectionLevel.SOFTWARE);
        OSS.works(
                "data keys under an RSA CMK",
                () -> {
                    SimpleRSAEncryptionMaterials materials =
                            new SimpleRSAEncryptionMaterials(
                                    new KeyPair(cmk.publicKey(), cmk.key()), Map.of("cmk", "web"));
                    ContentCryptoMaterialRW written = new ContentCryptoMaterialRW();
                    written.setCEK(new SecretKeySpec(new byte[32], "AES"));
                    written.setIV(new byte[16]);
                    materials.encryptCEK(written);
                    ContentCryptoMaterialRW read = new ContentCryptoMaterialRW();
                    read.setEncryptedCEK(written.getEncryptedCEK());
                    read.setEncryptedIV(written.getEncryptedIV());
                    read.setKeyWrapAlgorithm(written.getKeyWrapAlgorithm());
                    read.setMaterialsDescription(written.getMaterialsDescription());
                    materials.decryptCEK(read);
                    assertThat(read.getCEK().getEncoded()).isEqualTo(written.getCEK().getEncoded());
                });
    }
}
