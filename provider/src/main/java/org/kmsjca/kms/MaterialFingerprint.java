package org.kmsjca.kms;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.protection.CipherKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MacKey;

/**
 * Tells whether material is the same as before, without seeing it: a digest of the public key, of
 * one encrypted block, or of a MAC. So it serves every module.
 */
public final class MaterialFingerprint {
    /** Marks those of MAC keys whose token takes no empty message. */
    private static final String OF_ONE_BYTE = "1:";

    private MaterialFingerprint() {}

    /** The fingerprint of the material. */
    public static String of(KeyMaterial material) {
        try {
            return of(material, 0);
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.UNSUPPORTED_OPERATION && material instanceof MacKey) {
                return OF_ONE_BYTE + of(material, 1);
            }
            throw e;
        }
    }

    /**
     * The fingerprint in the form of a known one.
     *
     * @param known null where there is none
     */
    public static String of(KeyMaterial material, @Nullable String known) {
        return known != null && known.startsWith(OF_ONE_BYTE)
                ? OF_ONE_BYTE + of(material, 1)
                : of(material);
    }

    private static String of(KeyMaterial material, int macLength) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256", JdkProviders.sun());
            digest.update(material.keySpec().toString().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(evidence(material, macLength)));
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the fingerprint of a key failed", e);
        }
    }

    private static byte[] evidence(KeyMaterial material, int macLength)
            throws GeneralSecurityException {
        if (material instanceof KeyPairMaterial pair) {
            return pair.publicKey().getEncoded();
        }
        if (material instanceof MacKey key) {
            MacOperation operation = key.mac();
            operation.update(new byte[macLength], 0, macLength);
            return operation.doFinal();
        }
        CipherMechanism mechanism =
                material.keySpec().keyType() == KeyType.SM4
                        ? CipherMechanism.SM4_CBC
                        : CipherMechanism.AES_CBC;
        CipherOperation operation = ((CipherKey) material).cipher(mechanism);
        operation.init(CipherDirection.ENCRYPT, new IvParameterSpec(new byte[16]));
        byte[] block = operation.doFinal(new byte[16], 0, 16);
        operation.release();
        return block;
    }
}
