package org.kmsjca.protection.software.root.tpm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import tss.TpmStructure;
import tss.tpm.TPM_ALG_ID;

/** The functions of TPM 2.0, part 1, with SHA-256 and AES-128, by the JDK's own providers. */
final class TpmCrypto {
    static final int DIGEST = 32;
    static final int AES_KEY = 16;
    static final int AES_BLOCK = 16;

    private static final String HMAC = "HmacSHA256";

    private TpmCrypto() {}

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256", JdkProviders.sun());
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC, JdkProviders.sunJce());
            // The JDK refuses an empty key; one zero byte is the same key to HMAC.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** KDFa (part 1, 11.4.10.2) with SHA-256. */
    static byte[] kdfA(byte[] key, String label, byte[] contextU, byte[] contextV, int bits) {
        byte[] derived = new byte[bits / Byte.SIZE];
        for (int done = 0, counter = 1; done < derived.length; done += DIGEST, counter++) {
            byte[] block =
                    hmac(key, uint32(counter), label(label), contextU, contextV, uint32(bits));
            System.arraycopy(block, 0, derived, done, Math.min(DIGEST, derived.length - done));
            Arrays.fill(block, (byte) 0);
        }
        return derived;
    }

    /** KDFe (part 1, 11.4.10.3) with SHA-256, for its 256 bits. */
    static byte[] kdfE(byte[] z, String label, byte[] partyU, byte[] partyV) {
        return sha256(uint32(1), z, label(label), partyU, partyV);
    }

    /** AES-128 in CFB; the key may be followed by its IV, else the IV is zero. */
    static byte[] aesCfb(int mode, byte[] keyAndIv, byte[] data) {
        byte[] iv = Arrays.copyOfRange(keyAndIv, AES_KEY, AES_KEY + AES_BLOCK);
        try {
            Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding", JdkProviders.sunJce());
            cipher.init(
                    mode, new SecretKeySpec(keyAndIv, 0, AES_KEY, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw failure(e);
        } finally {
            Arrays.fill(iv, (byte) 0);
        }
    }

    /** The Name of an object whose name algorithm is SHA-256 (part 1, 16). */
    static byte[] name(byte[] publicArea) {
        return concatenate(uint16(TPM_ALG_ID.SHA256.toInt()), sha256(publicArea));
    }

    static byte[] name(TpmStructure publicArea) {
        return name(publicArea.toBytes());
    }

    /** A TPM2B: two bytes of length, then the bytes. */
    static byte[] sized(byte[] bytes) {
        return concatenate(uint16(bytes.length), bytes);
    }

    static byte[] concatenate(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int offset = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, offset, part.length);
            offset += part.length;
        }
        return joined;
    }

    static byte[] uint16(int value) {
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }

    static byte[] uint32(int value) {
        return concatenate(uint16(value >>> 16), uint16(value));
    }

    /** A TPM drops the zero bytes at the end of an authValue, so both sides do. */
    static byte[] withoutTrailingZeros(byte[] value) {
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(value, length);
    }

    /** Labels count with the zero byte at their end. */
    static byte[] label(String label) {
        return (label + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static KmsException failure(GeneralSecurityException e) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE, "the JDK failed to speak with the TPM: " + e, e);
    }
}
