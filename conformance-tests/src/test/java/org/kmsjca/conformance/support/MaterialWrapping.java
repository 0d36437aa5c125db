package org.kmsjca.conformance.support;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.kmsjca.ImportParameters;
import org.kmsjca.KeySpec;
import org.kmsjca.WrappingAlgorithm;

/** Key material as its owner brings it to ImportKeyMaterial. */
public final class MaterialWrapping {
    private static final WrappingAlgorithm OAEP = WrappingAlgorithm.RSAES_OAEP_SHA_256;

    private MaterialWrapping() {}

    /** Gives the CMK its material: a RAW secret key, or a private key as PKCS#8. */
    public static void importInto(KmsUnderTest kms, String keyId, byte[] clear)
            throws GeneralSecurityException {
        boolean secret = kms.kms().describeKey(keyId).keySpec().keyType().isSymmetric();
        WrappingAlgorithm algorithm =
                secret ? OAEP : WrappingAlgorithm.RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD;
        ImportParameters parameters =
                kms.kms().getParametersForImport(keyId, KeySpec.RSA_2048, algorithm);
        kms.kms()
                .importKeyMaterial(
                        keyId,
                        wrap(kms, clear, parameters.publicKey(), algorithm),
                        parameters.importToken(),
                        Optional.empty());
    }

    /** Encrypts it with the public key of GetParametersForImport. */
    public static byte[] wrap(
            KmsUnderTest kms, byte[] clear, PublicKey key, WrappingAlgorithm algorithm)
            throws GeneralSecurityException {
        switch (algorithm) {
            case RSAES_PKCS1_V1_5 -> {
                Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
                cipher.init(Cipher.ENCRYPT_MODE, key);
                return cipher.doFinal(clear);
            }
            case SM2PKE -> {
                Cipher cipher = kms.cipher("SM2");
                cipher.init(Cipher.ENCRYPT_MODE, key);
                return cipher.doFinal(clear);
            }
            case RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD -> {
                SecretKey aes = TestKeys.aes(256);
                Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding", "SunJCE");
                cipher.init(Cipher.ENCRYPT_MODE, aes);
                var both = new ByteArrayOutputStream();
                both.writeBytes(wrap(kms, aes.getEncoded(), key, OAEP));
                both.writeBytes(cipher.doFinal(clear));
                return both.toByteArray();
            }
            case SM2PKE_SM4_ECB ->
                    throw new IllegalArgumentException("Sm2MaterialImportTest makes it itself");
            default -> {
                String digest = algorithm == OAEP ? "SHA-256" : "SHA-1";
                Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        key,
                        new OAEPParameterSpec(
                                digest,
                                "MGF1",
                                new MGF1ParameterSpec(digest),
                                PSource.PSpecified.DEFAULT));
                return cipher.doFinal(clear);
            }
        }
    }
}
