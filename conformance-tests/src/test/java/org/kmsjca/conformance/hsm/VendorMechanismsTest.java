package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.Peers;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;

/**
 * Codes of a vendor that the configuration gives. No free token has SM2 and SM4, so a module before
 * SoftHSM does AES and ECDSA under codes of its own: what arrives are the configured numbers.
 */
class VendorMechanismsTest {
    @TempDir Path directory;

    private KmsUnderTest open() {
        Shim shim = Shim.beforeSoftHsm(directory, "-DVENDOR=0x80000000UL");
        return HsmKms.open(
                directory,
                HsmKms.with(
                        SoftHsm.token("kms-vendor").settings(shim.library()),
                        "hsm.mechanisms=CKK_SM4:0x8000001F, CKM_SM4_KEY_GEN:0x80001080,"
                                + " CKM_SM4_CBC:0x80001082, CKM_SM4_CTR:0x80001086,"
                                + " CKM_SM4_GCM:0x80001087, CKK_SM2:0x80000003,"
                                + " CKM_SM2_KEY_PAIR_GEN:0x80001040, CKM_SM2:0x80001041"));
    }

    @Test
    void secretKeyWorksByTheVendorsCodes() throws Exception {
        try (KmsUnderTest kms = open()) {
            SecretKey clear = TestKeys.newSecret(KeySpec.ALIYUN_SM4);
            SecretKey handle = kms.importSecret("sm4", clear);
            IvParameterSpec iv = new IvParameterSpec(new byte[16]);
            for (String mode : new String[] {"CBC/PKCS5Padding", "CTR/NoPadding"}) {
                Cipher ours = kms.cipher("SM4/" + mode);
                ours.init(Cipher.ENCRYPT_MODE, handle, iv);
                Cipher theirs = Cipher.getInstance("AES/" + mode, Peers.SUN_JCE);
                theirs.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(clear.getEncoded(), "AES"), iv);
                assertThat(ours.doFinal(new byte[50])).isEqualTo(theirs.doFinal(new byte[50]));
            }
            kms.create("generated", KeySpec.ALIYUN_SM4);
            Cipher gcm = kms.cipher("SM4/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, kms.handle("generated"));
            assertThat(gcm.doFinal(new byte[5])).hasSize(21);
        }
    }

    @Test
    void keyPairSignsByTheVendorsCodes() throws Exception {
        try (KmsUnderTest kms = open()) {
            kms.create("sm2", KeySpec.EC_SM2);
            Signature signature = kms.signature("SM3withSM2");
            signature.initSign((PrivateKey) kms.handle("sm2"));
            signature.update(new byte[10]);
            assertThat(signature.sign()).startsWith(0x30); // DER of what is no SM2 signature
        }
    }
}
