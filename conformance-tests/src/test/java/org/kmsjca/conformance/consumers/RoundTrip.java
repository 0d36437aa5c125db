package org.kmsjca.conformance.consumers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;

/** Standard JCA calls that name no provider. Each gives the name of the one that served it. */
final class RoundTrip {
    static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private static final byte[] MESSAGE = "attack at dawn".getBytes(StandardCharsets.US_ASCII);

    private RoundTrip() {}

    static String sign(String algorithm, PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(MESSAGE);
        return verified(signer, Signature.getInstance(algorithm), publicKey);
    }

    static String signPss(PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance("RSASSA-PSS");
        signer.initSign(privateKey);
        signer.setParameter(PSS);
        signer.update(MESSAGE);
        return verified(signer, jdkPss(), publicKey);
    }

    /** As JOSE libraries and XML signatures do it. */
    static String signPssParametersFirst(PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance("RSASSA-PSS");
        signer.setParameter(PSS);
        signer.initSign(privateKey);
        signer.update(MESSAGE);
        return verified(signer, jdkPss(), publicKey);
    }

    /** Who verifies, when the parameters come before the public key. */
    static String verifyPssParametersFirst(PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signer = jdkPss();
        signer.initSign(privateKey);
        signer.update(MESSAGE);
        Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(PSS);
        verified(signer, verifier, publicKey);
        return provider(verifier);
    }

    private static Signature jdkPss() throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        signature.setParameter(PSS);
        return signature;
    }

    private static String verified(Signature signer, Signature verifier, PublicKey publicKey)
            throws GeneralSecurityException {
        byte[] signature = signer.sign();
        verifier.initVerify(publicKey);
        verifier.update(MESSAGE);
        require(verifier.verify(signature));
        return provider(signer);
    }

    /** Who verifies what the private key signed. */
    static String verify(String algorithm, PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(MESSAGE);
        Signature verifier = Signature.getInstance(algorithm);
        verified(signer, verifier, publicKey);
        return provider(verifier);
    }

    static String encrypt(String transformation, Key encryptionKey, Key decryptionKey)
            throws GeneralSecurityException {
        Cipher encryptor = Cipher.getInstance(transformation);
        encryptor.init(Cipher.ENCRYPT_MODE, encryptionKey);
        byte[] ciphertext = encryptor.doFinal(MESSAGE);
        Cipher decryptor = Cipher.getInstance(transformation);
        decryptor.init(Cipher.DECRYPT_MODE, decryptionKey, encryptor.getParameters());
        require(Arrays.equals(decryptor.doFinal(ciphertext), MESSAGE));
        return decryptor.getProvider().getName();
    }

    private static String provider(Signature signature) {
        return signature.getProvider().getName();
    }

    private static void require(boolean holds) throws GeneralSecurityException {
        if (!holds) {
            throw new GeneralSecurityException("the round trip fails");
        }
    }
}
