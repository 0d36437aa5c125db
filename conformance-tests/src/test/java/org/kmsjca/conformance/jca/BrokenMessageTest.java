package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.SharedKms;

/**
 * What collects a message and is refused at its end has lost it: the rest begins no message. What
 * ends by a fault of its own is followed by the next one. Every service is in OneDoorTest.
 */
class BrokenMessageTest extends SharedKms {
    private static final byte[] FIRST = SymmetricCase.bytes(100, 1);
    private static final byte[] REST = SymmetricCase.bytes(60, 2);
    private static final byte[] WHOLE = SymmetricCase.bytes(40, 3);

    @Override
    protected void prepare() throws GeneralSecurityException {
        kms().create("aes", KeySpec.ALIYUN_AES_256);
        kms().create("ec", KeySpec.EC_P256);
        kms().create("hmac", KeySpec.HMAC_SHA_256);
    }

    /** Runs it while the CMK is Disabled. */
    private void refused(String alias, Runnable use) {
        String keyId = kms().keyId(alias);
        kms().kms().disableKey(keyId);
        try {
            use.run();
        } finally {
            kms().kms().enableKey(keyId);
        }
    }

    @Test
    void halfAMessageIsNeverEncrypted() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        cipher.update(FIRST);
        refused("aes", () -> assertThatThrownBy(cipher::doFinal).hasMessageContaining("Disabled"));
        assertBrokenOff(() -> cipher.doFinal(REST));
        assertBrokenOff(() -> cipher.update(REST));
        assertBrokenOff(() -> cipher.doFinal(REST, 0, 10, new byte[500]));
        assertBrokenOff(cipher::doFinal);
    }

    @Test
    void initialisationBeginsAMessage() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        cipher.update(FIRST);
        refused("aes", () -> assertThatThrownBy(cipher::doFinal).hasMessageContaining("Disabled"));
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        byte[] ciphertext = cipher.doFinal(WHOLE);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("aes"));
        assertThat(cipher.doFinal(ciphertext)).isEqualTo(WHOLE);
    }

    @Test
    void messageOfOneCallIsTriedAgain() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        refused("aes", () -> assertThatThrownBy(() -> cipher.doFinal(WHOLE)).isNotNull());
        byte[] ciphertext = cipher.doFinal(WHOLE);
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("aes"));
        assertThat(cipher.doFinal(ciphertext)).isEqualTo(WHOLE);
    }

    @Test
    void wrongCiphertextEndsItsMessageOnly() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("CMK");
        cipher.init(Cipher.ENCRYPT_MODE, kms().handle("aes"));
        byte[] ciphertext = cipher.doFinal(WHOLE);
        byte[] changed = ciphertext.clone();
        changed[changed.length - 1] ^= 1;
        cipher.init(Cipher.DECRYPT_MODE, kms().handle("aes"));
        cipher.update(changed, 0, 50);
        assertThatThrownBy(() -> cipher.doFinal(changed, 50, changed.length - 50))
                .isInstanceOf(BadPaddingException.class);
        assertThat(cipher.doFinal(ciphertext)).isEqualTo(WHOLE);
    }

    @Test
    void resetBeginsACode() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", kms().provider());
        mac.init(kms().handle("hmac"));
        byte[] expected = mac.doFinal(WHOLE);
        mac.update(FIRST);
        refused("hmac", () -> assertThatThrownBy(mac::doFinal).hasMessageContaining("Disabled"));
        assertBrokenOff(() -> mac.update(REST));
        assertBrokenOff(mac::doFinal);
        mac.reset();
        assertThat(mac.doFinal(WHOLE)).isEqualTo(expected);
    }

    @Test
    void halfAMessageIsNeverSigned() throws GeneralSecurityException {
        Signature signature = kms().signature("SHA256withECDSA");
        signature.initSign(kms().privateKey("ec"));
        signature.update(FIRST);
        refused("ec", () -> assertThatThrownBy(signature::sign).hasMessageContaining("Disabled"));
        assertThatThrownBy(() -> signature.update(REST))
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("broke off");
        assertThatThrownBy(signature::sign)
                .isInstanceOf(SignatureException.class)
                .hasMessageContaining("broke off");
        signature.initSign(kms().privateKey("ec"));
        signature.update(WHOLE);
        byte[] value = signature.sign();
        PublicKey publicKey = kms().publicKey("ec");
        Signature verification = Signature.getInstance("SHA256withECDSA", "SunEC");
        verification.initVerify(publicKey);
        verification.update(WHOLE);
        assertThat(verification.verify(value)).isTrue();
    }

    @Test
    void digestOfAnotherLengthEndsItsMessageOnly() throws GeneralSecurityException {
        Signature signature = kms().signature("ECDSA_SHA_256");
        signature.initSign(kms().privateKey("ec"));
        signature.update(FIRST);
        assertThatThrownBy(signature::sign).hasMessageContaining("32");
        signature.update(Arrays.copyOf(FIRST, 32));
        assertThat(signature.sign()).isNotEmpty();
    }

    private static void assertBrokenOff(ServiceUse.Step step) {
        assertThatThrownBy(step::run)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broke off");
    }
}
