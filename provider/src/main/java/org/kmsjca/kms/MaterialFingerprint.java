package org.kmsjca.kms;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.spec.IvParameterSpec;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.JdkProviders;
import org.kmsjca.protection.CipherKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.KeyPairMaterial;
import org.kmsjca.protection.MacKey;

/**
 * Tells whether material is the same as before, without seeing it: a digest of the public key, of
 * one encrypted block, or of a MAC. So it serves every module.
 */
public final class MaterialFingerprint {
    private MaterialFingerprint() {}

    /** The fingerprint of the material. */
    public static String of(KeyMaterial material) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256", JdkProviders.sun());
            digest.update(material.keySpec().toString().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(evidence(material)));
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE, "the fingerprint of a key failed", e);
        }
    }

    private static byte[] evidence(KeyMaterial material) throws GeneralSecurityException {
        if (material instanceof KeyPairMaterial pair) {
            return pair.publicKey().getEncoded();
        }
        if (material instanceof MacKey key) {
            return key.mac().doFinal();
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
