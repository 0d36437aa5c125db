package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Origin;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;

/** What a token lacks is refused by name and never done in software. */
class LackingTokenTest {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(
            names = {
                "ALIYUN_SM4",
                "HMAC_SHA_512_224",
                "HMAC_SHA_512_256",
                "HMAC_SHA3_224",
                "HMAC_SHA3_256",
                "HMAC_SHA3_384",
                "HMAC_SHA3_512",
                "HMAC_SM3",
                "EC_SM2",
                "ML_DSA_44",
                "ML_DSA_65",
                "ML_DSA_87"
            })
    void whatSoftHsmLacksIsRefusedByName(KeySpec spec) {
        try (KmsUnderTest kms = HsmKms.open(directory, SoftHsm.token(SoftHsm.SUITE).settings())) {
            assertThatThrownBy(() -> kms.create("key", spec))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.code()).isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION))
                    .hasMessageContaining(spec.toString());
            if (spec.keyType().isSymmetric()) {
                assertThatThrownBy(() -> kms.importSecret("key", TestKeys.newSecret(spec)))
                        .hasStackTraceContaining("UnsupportedOperation");
            }
            assertThat(kms.keyStore().containsAlias("key")).isFalse();
        } catch (KeyStoreException e) {
            throw new AssertionError(e);
        }
    }

    /** A SoftHSM that has four mechanisms. */
    private KmsUnderTest poor() throws IOException {
        Path home = Files.createDirectories(directory.resolve("poor"));
        Path tokens = Files.createDirectories(home.resolve("tokens"));
        Path configuration =
                Files.writeString(
                        home.resolve("softhsm2.conf"),
                        "directories.tokendir = "
                                + tokens
                                + "\nobjectstore.backend = file\nlog.level = ERROR\n"
                                + "slots.mechanisms = CKM_AES_KEY_GEN,CKM_AES_CBC,"
                                + "CKM_RSA_PKCS_KEY_PAIR_GEN,CKM_RSA_PKCS\n");
        SoftHsm.run(
                configuration,
                "--init-token",
                "--free",
                "--label",
                "poor",
                "--so-pin",
                "12345678",
                "--pin",
                SoftHsm.PIN);
        Shim shim =
                Shim.beforeSoftHsm(
                        Files.createDirectories(directory.resolve("shim")),
                        "-DCONF=\"" + configuration + "\"");
        return HsmKms.open(
                directory,
                "hsm.module=" + shim.library(),
                "hsm.token=poor",
                "hsm.pin=file:" + SoftHsm.pinFile());
    }

    @Test
    void poorTokenDoesWhatItCanAndNamesWhatItCannot() throws Exception {
        try (KmsUnderTest kms = poor()) {
            // A CMK would be refused at its first data key.
            for (KeySpec spec : new KeySpec[] {KeySpec.ALIYUN_AES_256, KeySpec.ALIYUN_AES_128}) {
                assertThatThrownBy(() -> kms.create("aes", spec))
                        .isInstanceOfSatisfying(
                                KmsException.class,
                                e ->
                                        assertThat(e.code())
                                                .isEqualTo(KmsErrorCode.UNSUPPORTED_OPERATION))
                        .hasMessageContaining("lacks CKM_AES_GCM")
                        .hasMessageContaining("CKM_AES_ECB")
                        .hasMessageContaining("at level SOFTWARE");
                assertThatThrownBy(() -> kms.importSecret("aes", TestKeys.newSecret(spec)))
                        .hasStackTraceContaining("lacks CKM_AES_GCM");
                CmkSpec external = CmkSpec.builder(spec).origin(Origin.EXTERNAL).build();
                assertThatThrownBy(() -> kms.kms().createKey(external))
                        .hasMessageContaining("lacks CKM_AES_GCM");
            }
            KeyGenerator generator = KeyGenerator.getInstance("AES", kms.provider());
            generator.init(256);
            SecretKey aes = generator.generateKey();
            Cipher cbc = kms.cipher("AES/CBC/PKCS5Padding");
            cbc.init(Cipher.ENCRYPT_MODE, aes, new IvParameterSpec(new byte[16]));
            assertThat(cbc.doFinal(new byte[20])).hasSize(32);
            for (String mode : new String[] {"GCM", "CTR", "KWP"}) {
                Cipher lacking = kms.cipher("AES/" + mode + "/NoPadding");
                String named =
                        "CKM_AES_" + (mode.equals("KWP") ? "ECB" : mode.toUpperCase(Locale.ROOT));
                assertThatThrownBy(() -> lacking.init(Cipher.ENCRYPT_MODE, aes))
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessageContaining(named);
            }
            for (KeySpec spec :
                    new KeySpec[] {KeySpec.EC_P256, KeySpec.HMAC_SHA_256, KeySpec.ED25519}) {
                assertThatThrownBy(() -> kms.create("lacking", spec))
                        .hasMessageContaining("lacks CKM_");
            }
            Operation.Handle rsa = Operation.RSA_SIGNATURE.create(kms);
            Operation.RSA_SIGNATURE.run(kms, rsa);
            assertThatThrownBy(
                            () -> {
                                var pss = kms.signature("SHA256withRSAandMGF1");
                                pss.initSign((PrivateKey) rsa.key());
                                pss.update(new byte[3]);
                                pss.sign();
                            })
                    .hasMessageContaining("CKM_RSA_X_509");
        }
    }
}
