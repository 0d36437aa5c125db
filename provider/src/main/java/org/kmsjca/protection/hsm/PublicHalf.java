package org.kmsjca.protection.hsm;

import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyType;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * The identity of a private key: its public half. The modulus or point that the object shows is
 * compared with it. Most tokens show no point of a private key, which has to prove itself then.
 */
record PublicHalf(KeySpec keySpec, PublicKey publicKey) implements KeyIdentity {

    @Override
    public boolean isOf(TokenSession session, long object) throws PKCS11Exception {
        Boolean same = publicKey instanceof RSAPublicKey rsa ? has(session, object, rsa) : null;
        if (same == null && keySpec.keyType() != KeyType.RSA && keySpec.keyType() != KeyType.SM2) {
            PublicKey shown = PublicKeyReader.read(session, object, keySpec);
            same = shown == null ? null : shown.equals(publicKey);
        }
        return same != null ? same : new KeyProof(keySpec, publicKey).isGivenBy(session, object);
    }

    /** Null when the object does not show its modulus. */
    private static @Nullable Boolean has(TokenSession session, long object, RSAPublicKey key)
            throws PKCS11Exception {
        byte[] modulus = session.bytes(object, PKCS11Constants.CKA_MODULUS);
        return modulus == null ? null : key.getModulus().equals(new BigInteger(1, modulus));
    }
}
