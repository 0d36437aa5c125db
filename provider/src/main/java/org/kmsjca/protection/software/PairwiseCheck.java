package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.JdkProviders;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.KeyMaterial;
import org.kmsjca.protection.SigningKey;

/** Refuses an imported RSA key whose private half does not belong to its public half. */
final class PairwiseCheck {
    private static final int SALT = 32;

    private PairwiseCheck() {}

    static void check(KeyMaterial material) throws InvalidKeyException {
        if (!(material instanceof SoftwareRsaKey key)) {
            return; // the public half of an EC key is computed, a secret key has none
        }
        try {
            byte[] signature = sign(key);
            Signature verifier =
                    Signature.getInstance(RsaCheck.RSASSA_PSS, JdkProviders.sunRsaSign());
            verifier.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT, 1));
            verifier.initVerify(key.publicKey());
            if (verifier.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the RSA key does not work with its public half", e);
        }
        throw new InvalidKeyException("the RSA key does not belong to its public exponent");
    }

    private static byte[] sign(SigningKey key) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256", JdkProviders.sun()).digest();
        return key.sign(
                new SignatureMechanism.RsaPss(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, SALT),
                digest);
    }
}
