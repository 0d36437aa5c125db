package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.MacOperation;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.AgreementKey;
import org.kmsjca.protection.CipherKey;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.MacKey;
import org.kmsjca.protection.SigningKey;

/** Puts key material to the uses that its module gives it. */
final class MaterialUse {
    private MaterialUse() {}

    static CipherOperation cipher(
            KeyMaterial material, CipherMechanism mechanism, @Nullable CipherOperation kept) {
        if (material instanceof CipherKey key) {
            return key.cipher(mechanism, kept);
        }
        throw cannot(material, mechanism.transformation());
    }

    static MacOperation mac(KeyMaterial material) {
        if (material instanceof MacKey key) {
            return key.mac();
        }
        throw cannot(material, "HMAC");
    }

    static byte[] agree(KeyMaterial material, PublicKey peer) throws InvalidKeyException {
        if (material instanceof AgreementKey key) {
            return key.agree(peer);
        }
        throw cannot(material, "ECDH");
    }

    static byte[] sign(KeyMaterial material, SignatureMechanism mechanism, byte[] input)
            throws SignatureException {
        if (material instanceof SigningKey key) {
            return key.sign(mechanism, input);
        }
        throw cannot(material, mechanism.toString());
    }

    static byte[] decrypt(KeyMaterial material, DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        if (material instanceof DecryptionKey key) {
            return key.decrypt(mechanism, ciphertext);
        }
        throw cannot(material, mechanism.toString());
    }

    private static KmsException cannot(KeyMaterial material, String mechanism) {
        return new KmsException(
                KmsErrorCode.UNSUPPORTED_OPERATION,
                "a " + material.keySpec() + " key does not do " + mechanism);
    }
}
