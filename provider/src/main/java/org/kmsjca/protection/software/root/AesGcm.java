package org.kmsjca.protection.software.root;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;

/** AES-256-GCM for what is kept: random 12-byte IV, ciphertext, 16-byte tag. */
public final class AesGcm {
    private static final int IV_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    private AesGcm() {}

    /** Encrypts under a 32-byte key. */
    public static byte[] encrypt(byte[] key, byte[] plaintext, byte[] additionalData)
            throws GeneralSecurityException {
        byte[] iv = new byte[IV_LENGTH];
        SystemRandom.source().nextBytes(iv);
        byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, key, iv, additionalData).doFinal(plaintext);
        return ByteBuffer.allocate(IV_LENGTH + ciphertext.length).put(iv).put(ciphertext).array();
    }

    /**
     * Decrypts what {@link #encrypt} made.
     *
     * @throws AEADBadTagException when anything of it, or the additional data, is different
     */
    public static byte[] decrypt(byte[] key, byte[] ciphertext, byte[] additionalData)
            throws GeneralSecurityException {
        if (ciphertext.length < IV_LENGTH + TAG_LENGTH) {
            throw new AEADBadTagException("it is too short");
        }
        byte[] iv = new byte[IV_LENGTH];
        System.arraycopy(ciphertext, 0, iv, 0, IV_LENGTH);
        return cipher(Cipher.DECRYPT_MODE, key, iv, additionalData)
                .doFinal(ciphertext, IV_LENGTH, ciphertext.length - IV_LENGTH);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, byte[] additionalData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", JdkProviders.sunJce());
        cipher.init(
                mode,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, iv));
        cipher.updateAAD(additionalData);
        return cipher;
    }
}
