package org.kmsjca.conformance.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kmsjca.KeySpec;
import org.kmsjca.conformance.support.FreshKms;

/** A Cipher that had several messages keeps its operation: never against its key's state or IVs. */
class ReusedCipherTest extends FreshKms {
    private static final byte[] MESSAGE = SymmetricCase.bytes(1, 40);
    private static final GCMParameterSpec FIRST = gcm(1);
    private static final GCMParameterSpec SECOND = gcm(2);

    private SecretKey one;
    private SecretKey two;

    @BeforeEach
    void create() {
        kms().create("one", KeySpec.ALIYUN_AES_256);
        kms().create("two", KeySpec.ALIYUN_AES_256);
        one = kms().secretKey("one");
        two = kms().secretKey("two");
    }

    private static GCMParameterSpec gcm(int last) {
        byte[] iv = new byte[12];
        iv[11] = (byte) last;
        return new GCMParameterSpec(128, iv);
    }

    private static byte[] encrypt(Cipher cipher, SecretKey key, GCMParameterSpec iv)
            throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, iv);
        return cipher.doFinal(MESSAGE);
    }

    private static byte[] decrypt(Cipher cipher, SecretKey key, GCMParameterSpec iv, byte[] sealed)
            throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, iv);
        return cipher.doFinal(sealed);
    }

    /** One that has had messages enough to keep its operation. */
    private Cipher used() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("AES/GCM/NoPadding");
        for (int i = 10; i < 14; i++) {
            encrypt(cipher, one, gcm(i));
        }
        return cipher;
    }

    @Test
    void disabledKeyIsRefusedAndWorksWhenItIsEnabledAgain() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, one, new IvParameterSpec(new byte[16]));
        byte[] sealed = cipher.doFinal(MESSAGE);
        assertThat(cipher.doFinal(MESSAGE)).isEqualTo(sealed);
        assertThat(cipher.doFinal(MESSAGE)).isEqualTo(sealed);
        String keyId = kms().keyId("one");
        kms().kms().disableKey(keyId);
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).hasMessageContaining("Rejected.Disabled");
        assertThatThrownBy(() -> cipher.update(MESSAGE)).hasMessageContaining("Rejected.Disabled");
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.ENCRYPT_MODE,
                                        one,
                                        new IvParameterSpec(new byte[16])))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("Rejected.Disabled");
        kms().kms().enableKey(keyId);
        cipher.init(Cipher.ENCRYPT_MODE, one, new IvParameterSpec(new byte[16]));
        assertThat(cipher.doFinal(MESSAGE)).isEqualTo(sealed);
    }

    @Test
    void closedKmsStartsNoMessage() throws GeneralSecurityException {
        Cipher cipher = kms().cipher("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, one, new IvParameterSpec(new byte[16]));
        cipher.doFinal(MESSAGE);
        cipher.doFinal(MESSAGE);
        cipher.doFinal(MESSAGE);
        kms().close();
        assertThatThrownBy(() -> cipher.doFinal(MESSAGE)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void ivOfTheLastEncryptionIsRefusedWhateverCameBetween() throws GeneralSecurityException {
        Cipher cipher = used();
        byte[] sealed = encrypt(cipher, one, FIRST);
        assertThatThrownBy(() -> encrypt(cipher, one, FIRST))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThat(decrypt(cipher, one, FIRST, sealed)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> encrypt(cipher, one, FIRST))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.ENCRYPT_MODE, one, new IvParameterSpec(new byte[5])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> encrypt(cipher, one, FIRST))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThat(encrypt(cipher, one, SECOND)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> encrypt(cipher, one, SECOND))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void messageThatWasLeftHasUsedItsIv() throws GeneralSecurityException {
        Cipher cipher = used();
        cipher.init(Cipher.ENCRYPT_MODE, one, FIRST);
        cipher.update(MESSAGE);
        assertThatThrownBy(() -> encrypt(cipher, one, FIRST))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThat(encrypt(cipher, one, SECOND)).hasSize(MESSAGE.length + 16);
    }

    @Test
    void anotherKeyIsAnotherMatter() throws GeneralSecurityException {
        Cipher cipher = used();
        byte[] ofOne = encrypt(cipher, one, FIRST);
        byte[] ofTwo = encrypt(cipher, two, FIRST);
        assertThat(ofTwo).isNotEqualTo(ofOne);
        assertThat(decrypt(cipher, two, FIRST, ofTwo)).isEqualTo(MESSAGE);
        assertThat(decrypt(cipher, one, FIRST, ofOne)).isEqualTo(MESSAGE);
        assertThatThrownBy(() -> decrypt(cipher, two, FIRST, ofOne))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(decrypt(cipher, two, FIRST, ofTwo)).isEqualTo(MESSAGE);
    }

    @Test
    void failedMessagesLeaveNothingForTheNext() throws GeneralSecurityException {
        Cipher cipher = used();
        byte[] sealed = encrypt(cipher, one, FIRST);
        byte[] forged = sealed.clone();
        forged[3] ^= 1;
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> decrypt(cipher, one, FIRST, forged))
                    .isInstanceOf(AEADBadTagException.class);
            assertThatThrownBy(() -> decrypt(cipher, one, FIRST, Arrays.copyOf(sealed, 9)))
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(decrypt(cipher, one, FIRST, sealed)).isEqualTo(MESSAGE);
        }
    }
}
