package org.kmsjca.kms;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KeySpec;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.encoding.Sm2Ciphertext;
import org.kmsjca.crypto.encoding.Sm2PrivateValue;
import org.kmsjca.crypto.encoding.Sm4Ecb;

/**
 * Decrypts private keys of users. They come in two parts: a symmetric key under the public key of
 * GetParametersForImport, behind it the private key under the symmetric key.
 */
public final class PrivateKeyUnwrapping {
    private static final int AES_KEY_LENGTH = 32;

    private PrivateKeyUnwrapping() {}

    /** Decrypts the first part with the private key of GetParametersForImport. */
    public interface FirstPart {
        byte[] decrypt(byte[] encrypted) throws GeneralSecurityException;
    }

    /**
     * Whether the algorithm sends a private key in two parts, the first of them its symmetric key.
     */
    public static boolean isFor(WrappingAlgorithm algorithm) {
        return algorithm == WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD
                || algorithm == WrappingAlgorithm.SM2PKE_SM4_ECB;
    }

    /**
     * The private key as PKCS#8, for the caller to wipe.
     *
     * @throws GeneralSecurityException when one of the parts does not decrypt
     */
    public static byte[] unwrap(
            WrappingAlgorithm algorithm, KeySpec wrappingSpec, byte[] encrypted, FirstPart first)
            throws GeneralSecurityException {
        boolean sm2 = algorithm == WrappingAlgorithm.SM2PKE_SM4_ECB;
        int firstLength =
                sm2 ? Sm2Ciphertext.OVERHEAD + Sm4Ecb.BLOCK : wrappingSpec.bits() / Byte.SIZE;
        if (encrypted.length <= firstLength) {
            throw new InvalidKeyException("nothing follows the encrypted symmetric key");
        }
        byte[] key = first.decrypt(Arrays.copyOf(encrypted, firstLength));
        byte[] second = Arrays.copyOfRange(encrypted, firstLength, encrypted.length);
        try {
            return sm2 ? sm2Key(key, second) : aes(key, second);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] aes(byte[] key, byte[] encrypted) throws GeneralSecurityException {
        requireLength(key, AES_KEY_LENGTH);
        Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding", JdkProviders.sunJce());
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(encrypted);
    }

    /** The value has whole blocks, so that its length tells whether it was padded. */
    private static byte[] sm2Key(byte[] key, byte[] encrypted) throws GeneralSecurityException {
        requireLength(key, Sm4Ecb.BLOCK);
        byte[] value =
                switch (encrypted.length) {
                    case Sm2PrivateValue.LENGTH -> Sm4Ecb.decrypt(key, encrypted);
                    case Sm2PrivateValue.LENGTH + Sm4Ecb.BLOCK ->
                            Sm4Ecb.decryptPadded(key, encrypted);
                    default -> throw notAValue(encrypted.length);
                };
        try {
            if (value.length != Sm2PrivateValue.LENGTH) {
                throw notAValue(encrypted.length);
            }
            return Sm2PrivateValue.toPkcs8(value);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private static void requireLength(byte[] key, int length) throws InvalidKeyException {
        if (key.length != length) {
            throw new InvalidKeyException(
                    "the symmetric key has " + key.length + " bytes, not " + length);
        }
    }

    private static InvalidKeyException notAValue(int length) {
        return new InvalidKeyException(
                ("behind the SM4 key are %s bytes, not the 32 of the private value D"
                                + " under SM4/ECB/NoPadding, or 48 with PKCS#7 padding")
                        .formatted(length));
    }
}
