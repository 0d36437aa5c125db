package org.kmsjca.conformance.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.KmsUnderTest;
import org.kmsjca.conformance.support.TestKeys;
import org.kmsjca.testing.SoftHsm;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * Keys travel into a token under a secret that an EC key of the token agrees on, else under an RSA
 * key of the token, and are what they were.
 */
@Tag("once")
class ImportWayTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private Shim shim;
    private KmsUnderTest kms;

    @BeforeEach
    void open() {
        SoftHsm token = SoftHsm.token("kms-way-" + System.nanoTime());
        shim = Shim.beforeSoftHsm(directory);
        kms = HsmKms.open(directory.resolve("kms"), token.settings(shim.library()));
    }

    @AfterEach
    void close() {
        kms.close();
    }

    @Test
    void ecKeyOfTheTokenAgreesOnTheSecretForEachKey() throws Exception {
        importOneOfEachKind();

        assertThat(shim.calls("DeriveKey")).isEqualTo(4);
        assertThat(shim.calls("UnwrapKey")).isEqualTo(4);
        assertThat(shim.calls("GenerateKeyPair")).as("of the connection").isOne();
        assertThat(shim.calls("CreateObject")).isZero();
    }

    @Test
    void tokenThatRefusesToDeriveHasAnRsaKeyInstead() throws Exception {
        shim.on("DeriveKey").fail(PKCS11Constants.CKR_MECHANISM_PARAM_INVALID, -1);

        importOneOfEachKind();

        assertThat(shim.calls("GenerateKeyPair")).isEqualTo(2);
        assertThat(shim.calls("CreateObject")).isZero();
    }

    @Test
    void tokenThatShowsNoValidPointHasAnRsaKeyInstead() throws Exception {
        shim.on("GetAttributeValue").deny(PKCS11Constants.CKA_EC_POINT);
        SecretKey aes = TestKeys.aes(256);

        assertThat(encryptsAs(kms.importSecret("aes", aes), aes)).isTrue();

        assertThat(shim.calls("DeriveKey")).isZero();
        assertThat(shim.calls("GenerateKeyPair")).isEqualTo(2);
        assertThat(shim.calls("UnwrapKey")).isOne();
    }

    /** As one that computes another secret does: the wrapped key is not intact for it. */
    @Test
    void tokenThatUnwrapsNothingUnderADerivedKeyHasAnRsaKeyInstead() throws Exception {
        shim.on("UnwrapKey").fail(PKCS11Constants.CKR_WRAPPED_KEY_INVALID);
        SecretKey aes = TestKeys.aes(256);

        SecretKey handle = kms.importSecret("aes", aes);

        assertThat(encryptsAs(handle, aes)).isTrue();
        assertThat(shim.calls("UnwrapKey")).isEqualTo(2);
        assertThat(shim.calls("CreateObject")).isZero();
    }

    @Test
    void tokenThatUnwrapsNothingTakesKeysInClear() throws Exception {
        shim.on("UnwrapKey").fail(PKCS11Constants.CKR_FUNCTION_NOT_SUPPORTED, -1);

        importOneOfEachKind();

        assertThat(shim.calls("CreateObject")).isEqualTo(4);
    }

    /** OAEP holds 214 bytes, and what is longer wants AES key wrapping. */
    @Test
    void longKeyGoesInClearIntoATokenWithoutAesKeyWrapping() throws Exception {
        SoftHsm token =
                SoftHsm.alone(Files.createDirectories(directory.resolve("alone")), "kms-way");
        Files.writeString(
                token.home(),
                "slots.mechanisms = CKM_RSA_PKCS_KEY_PAIR_GEN,CKM_RSA_PKCS_OAEP,CKM_SHA256_HMAC\n",
                StandardOpenOption.APPEND);
        Path other = Files.createDirectories(directory.resolve("other"));
        kms.close();
        shim = Shim.before(token, other);
        kms = HsmKms.open(other, token.settings(shim.library()));
        byte[] bytes = new byte[300];
        new SecureRandom().nextBytes(bytes);
        SecretKey clear = new SecretKeySpec(bytes, "HmacSHA256");

        assertThat(mac(kms.importSecret("hmac", clear), true)).isEqualTo(mac(clear, false));

        assertThat(shim.calls("CreateObject")).isOne();
        assertThat(shim.calls("UnwrapKey")).isZero();
    }

    private void importOneOfEachKind() throws Exception {
        SecretKey aes = TestKeys.aes(256);
        assertThat(encryptsAs(kms.importSecret("aes", aes), aes)).isTrue();

        SecretKey hmac = TestKeys.newSecret(KeySpec.HMAC_SHA_256);
        assertThat(mac(kms.importSecret("hmac", hmac), true)).isEqualTo(mac(hmac, false));

        for (KeySpec spec : new KeySpec[] {KeySpec.RSA_2048, KeySpec.EC_P384}) {
            KeyPair pair = TestKeys.pair(spec);
            PrivateKey handle = kms.importForSigning(spec.name(), pair);
            String algorithm = spec == KeySpec.RSA_2048 ? "SHA256withRSA" : "SHA384withECDSA";
            Signature signing = kms.signature(algorithm);
            signing.initSign(handle);
            signing.update(MESSAGE);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(pair.getPublic());
            verifying.update(MESSAGE);
            assertThat(verifying.verify(signing.sign())).isTrue();
        }
    }

    private boolean encryptsAs(SecretKey handle, SecretKey clear) throws Exception {
        Cipher encryption = kms.cipher("AES/GCM/NoPadding");
        encryption.init(Cipher.ENCRYPT_MODE, handle);
        byte[] encrypted = encryption.doFinal(MESSAGE);
        Cipher decryption = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        decryption.init(Cipher.DECRYPT_MODE, clear, new GCMParameterSpec(128, encryption.getIV()));
        return Arrays.equals(decryption.doFinal(encrypted), MESSAGE);
    }

    private byte[] mac(SecretKey key, boolean inToken) throws Exception {
        Mac mac =
                inToken
                        ? Mac.getInstance("HmacSHA256", kms.provider())
                        : Mac.getInstance("HmacSHA256", "SunJCE");
        mac.init(key);
        return mac.doFinal(MESSAGE);
    }
}
