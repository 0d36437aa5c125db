package org.kmsjca.protection.software.root;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;

/** Encrypts the root key under a key that a root of trust derived from its secret. */
final class KeyEncryption {
    private KeyEncryption() {}

    static byte[] seal(byte[] keyEncryptionKey, RootKey rootKey, String kind, String storeId) {
        byte[] clear = rootKey.clearCopy();
        try {
            return AesGcm.encrypt(keyEncryptionKey, clear, additionalData(kind, storeId));
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the root key could not be sealed", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
            Arrays.fill(keyEncryptionKey, (byte) 0);
        }
    }

    static RootKey unseal(
            byte[] keyEncryptionKey, byte[] sealed, String kind, String storeId, String wrong) {
        byte[] clear = new byte[0];
        try {
            clear = AesGcm.decrypt(keyEncryptionKey, sealed, additionalData(kind, storeId));
            return new RootKey(clear);
        } catch (AEADBadTagException e) {
            throw new KmsException(KmsErrorCode.NO_PERMISSION, wrong, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the root key could not be unsealed", e);
        } finally {
            Arrays.fill(clear, (byte) 0);
            Arrays.fill(keyEncryptionKey, (byte) 0);
        }
    }

    private static byte[] additionalData(String kind, String storeId) {
        return ("root key\n" + kind + "\n" + storeId).getBytes(StandardCharsets.UTF_8);
    }
}
