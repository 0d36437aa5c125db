package org.kmsjca.protection.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.KeyMaterial;

/** Refuses an imported RSA key whose private half does not belong to its public half. */
final class PairwiseCheck {
    private PairwiseCheck() {}

    static void check(KeyMaterial material) throws InvalidKeyException {
        if (!(material instanceof SoftwareRsaKey key)) {
            return; // the public half of an EC key is computed, a secret key has none
        }
        SignatureMechanism.RsaPss pss = key.examplePss();
        String digest = pss.digest().jcaName();
        try {
            byte[] hash = MessageDigest.getInstance(digest, JdkProviders.sun()).digest();
            byte[] signature = key.sign(pss, hash);
            Signature verifier =
                    Signature.getInstance(RsaCheck.RSASSA_PSS, JdkProviders.sunRsaSign());
            verifier.setParameter(
                    new PSSParameterSpec(
                            digest,
                            "MGF1",
                            new MGF1ParameterSpec(pss.maskDigest().jcaName()),
                            pss.saltLength(),
                            PSSParameterSpec.TRAILER_FIELD_BC));
            verifier.initVerify(key.publicKey());
            if (verifier.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the RSA key does not work with its public half", e);
        }
        throw new InvalidKeyException("the RSA key does not belong to its public exponent");
    }
}
