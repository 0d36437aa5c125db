package org.kmsjca.crypto.x509;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.Sm2PublicKey;

/** The signature on a certificate: of SM2 and ML-DSA by Bouncy Castle, of others by the JDK. */
final class CertificateSignature {
    /** SM3withSM2, GM/T 0006. */
    private static final String SM3_WITH_SM2 = "1.2.156.10197.1.501";

    /** FIPS 204's three parameter sets, NIST's CSOR. */
    private static final List<String> ML_DSA =
            List.of(
                    "2.16.840.1.101.3.4.3.17",
                    "2.16.840.1.101.3.4.3.18",
                    "2.16.840.1.101.3.4.3.19");

    private CertificateSignature() {}

    static boolean isMlDsa(String oid) {
        return ML_DSA.contains(oid);
    }

    /** The JCA's name, or the object identifier where there is none here. */
    static String name(String oid) {
        if (oid.equals(SM3_WITH_SM2)) {
            return "SM3withSM2";
        }
        for (Provider provider : jdk()) {
            Provider.Service service = provider.getService("Signature", oid);
            if (service != null) {
                return service.getAlgorithm();
            }
        }
        return oid;
    }

    private static List<Provider> jdk() {
        return List.of(JdkProviders.sunRsaSign(), JdkProviders.sunEc());
    }

    static void verify(String oid, PublicKey key, byte[] signed, byte[] signature)
            throws NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        boolean bouncy = oid.equals(SM3_WITH_SM2) || isMlDsa(oid);
        boolean right =
                bouncy
                        ? bouncyVerify(verifier(oid, key), signed, signature)
                        : jdkVerify(oid, key, signed, signature);
        if (!right) {
            throw new SignatureException("the signature is not of this key");
        }
    }

    private static boolean bouncyVerify(Signer verifier, byte[] signed, byte[] signature) {
        verifier.update(signed, 0, signed.length);
        return verifier.verifySignature(signature);
    }

    private static Signer verifier(String oid, PublicKey key) throws InvalidKeyException {
        try {
            if (oid.equals(SM3_WITH_SM2)) {
                var signer = new SM2Signer();
                signer.init(false, Sm2PublicKey.of(key).parameters());
                return signer;
            }
            // Bouncy Castle alone would take an ML-DSA key of any length.
            var signer = new MLDSASigner();
            signer.init(false, PublicKeys.mlDsaParameters(key.getEncoded()));
            return signer;
        } catch (RuntimeException | InvalidKeySpecException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
    }

    private static boolean jdkVerify(String oid, PublicKey key, byte[] signed, byte[] value)
            throws NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        for (Provider provider : jdk()) {
            if (provider.getService("Signature", oid) != null) {
                Signature signature = Signature.getInstance(oid, provider);
                signature.initVerify(key);
                signature.update(signed);
                return signature.verify(value);
            }
        }
        throw new NoSuchAlgorithmException("certificates signed with " + oid);
    }
}
