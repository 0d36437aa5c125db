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
 * Seals clear key material for the store: AES-256-GCM under a key that is derived from the root key
 * for each version, with the binding as additional authenticated data. Layout: format byte 1,
 * 12-byte IV, ciphertext, 16-byte tag.
 */
final class MaterialEncryption {
    private static final byte FORMAT = 1;
    private static final String PURPOSE = "key material";

    private final RootKey rootKey;

    MaterialEncryption(RootKey rootKey) {
        this.rootKey = rootKey;
    }

    byte[] seal(MaterialAad binding, byte[] clear) {
        byte[] key = rootKey.derive(PURPOSE, binding.versionId());
        try {
            byte[] sealed = AesGcm.encrypt(key, clear, additionalData(binding));
            return ByteBuffer.allocate(1 + sealed.length).put(FORMAT).put(sealed).array();
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the key material of CMK " + binding.keyId() + " could not be sealed",
                    e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    byte[] unseal(MaterialAad binding, byte[] sealed) {
        if (sealed.length == 0 || sealed[0] != FORMAT) {
            throw damaged(binding, "its format is unknown to this version", null);
        }
        byte[] key = rootKey.derive(PURPOSE, binding.versionId());
        try {
            return AesGcm.decrypt(
                    key, Arrays.copyOfRange(sealed, 1, sealed.length), additionalData(binding));
        } catch (AEADBadTagException e) {
            throw damaged(binding, "it was changed or belongs to another key", e);
        } catch (GeneralSecurityException e) {
            throw damaged(binding, "it cannot be decrypted", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    void close() {
        rootKey.close();
    }

    private static byte[] additionalData(MaterialAad binding) {
        // No part can contain a line break, so the join is unambiguous.
        return String.join(
                        "\n",
                        binding.keyId(),
                        binding.versionId(),
                        binding.keySpec().toString(),
                        binding.keyUsage().toString(),
                        binding.origin().toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static KmsException damaged(
            MaterialAad binding, String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                ("the key material of CMK %s cannot be used: %s; restore a backup: kms"
                                + " store restore FILE")
                        .formatted(binding.keyId(), reason),
                cause);
    }
}
