package org.kmsjca.protection.software;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.protection.MaterialAad;
import org.kmsjca.protection.software.root.AesGcm;
import org.kmsjca.protection.software.root.RootKey;

/**
 * Encrypts key material for the store: AES-256-GCM under a key that is derived from the root key,
 * with the version's {@link MaterialAad}. Layout: format byte 1, 12-byte IV, ciphertext, 16-byte
 * tag.
 */
final class MaterialEncryption {
    private static final byte FORMAT = 1;
    private static final String PURPOSE = "key material";

    private final RootKey rootKey;

    MaterialEncryption(RootKey rootKey) {
        this.rootKey = rootKey;
    }

    byte[] encrypt(MaterialAad aad, byte[] clear) {
        byte[] key = rootKey.derive(PURPOSE, aad.versionId());
        try {
            byte[] encrypted = AesGcm.encrypt(key, clear, additionalData(aad));
            return ByteBuffer.allocate(1 + encrypted.length).put(FORMAT).put(encrypted).array();
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the key material of CMK " + aad.keyId() + " could not be encrypted",
                    e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    byte[] decrypt(MaterialAad aad, byte[] encrypted) {
        if (encrypted.length == 0 || encrypted[0] != FORMAT) {
            throw damaged(aad, "its format is unknown to this version", null);
        }
        byte[] key = rootKey.derive(PURPOSE, aad.versionId());
        try {
            return AesGcm.decrypt(
                    key, Arrays.copyOfRange(encrypted, 1, encrypted.length), additionalData(aad));
        } catch (AEADBadTagException e) {
            throw damaged(aad, "it was changed or belongs to another key", e);
        } catch (GeneralSecurityException e) {
            throw damaged(aad, "it cannot be decrypted", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    void close() {
        rootKey.close();
    }

    private static byte[] additionalData(MaterialAad aad) {
        // No part can contain a line break, so the join is unambiguous.
        return String.join(
                        "\n",
                        aad.keyId(),
                        aad.versionId(),
                        aad.keySpec().toString(),
                        aad.keyUsage().toString(),
                        aad.origin().toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static KmsException damaged(MaterialAad aad, String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("the key material of CMK %s cannot be used: %s; restore a backup: kms"
                                + " store restore FILE")
                        .formatted(aad.keyId(), reason),
                cause);
    }
}
