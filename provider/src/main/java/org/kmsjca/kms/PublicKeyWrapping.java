package org.kmsjca.kms;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Sm2CipherSpec;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.PublicKeys;
import org.kmsjca.crypto.Sm2PublicKey;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.crypto.encoding.Sm2Encryption;
import org.kmsjca.mechanism.DecryptionMechanism;

/** Encrypts a key for the owner of a public key; done in this process at every level. */
public final class PublicKeyWrapping {
    private PublicKeyWrapping() {}

    /**
     * A copy of a caller's public key, whose class may be one of its own: asked once, before
     * anything is decrypted for it.
     *
     * @throws KmsException with InvalidParameter when it is no key for the algorithm
     */
    public static PublicKey recipient(KmsCall call, PublicKey given, WrappingAlgorithm algorithm) {
        try {
            return switch (algorithm) {
                case RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 -> PublicKeys.copyOfRsa(given);
                case SM2PKE -> Sm2PublicKey.of(given);
                case RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD, SM2PKE_SM4_ECB ->
                        throw notForData(call, algorithm);
            };
        } catch (InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    "%s: WrappingAlgorithm %s%s"
                            .formatted(
                                    call,
                                    algorithm,
                                    (algorithm == WrappingAlgorithm.SM2PKE
                                            ? " needs an SM2 public key"
                                            : " needs an RSA public key")),
                    e);
        }
    }

    private static KmsException notForData(KmsCall call, WrappingAlgorithm algorithm) {
        return KmsErrors.invalid(call + " does not take WrappingAlgorithm " + algorithm);
    }

    /** Encrypts under the public key. */
    public static byte[] wrap(
            KmsCall call, byte[] clear, PublicKey recipient, WrappingAlgorithm algorithm) {
        try {
            return switch (algorithm) {
                case RSAES_OAEP_SHA_256 ->
                        rsa(call, clear, recipient, oaep("SHA-256", MGF1ParameterSpec.SHA256));
                case RSAES_OAEP_SHA_1 ->
                        rsa(call, clear, recipient, oaep("SHA-1", MGF1ParameterSpec.SHA1));
                case SM2PKE ->
                        Sm2Encryption.encrypt(
                                Sm2PublicKey.of(recipient), Sm2CipherSpec.Format.C1C3C2, clear);
                case RSAES_PKCS1_V1_5, RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD, SM2PKE_SM4_ECB ->
                        throw notForData(call, algorithm);
            };
        } catch (InvalidKeySpecException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    call + ": WrappingAlgorithm " + algorithm + " needs an SM2 public key",
                    e);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INVALID_PARAMETER,
                    call + ": the key does not go under this public key with " + algorithm,
                    e);
        }
    }

    /** Gives the mechanism by which the owner decrypts it; of two parts the first. */
    public static DecryptionMechanism decryption(WrappingAlgorithm algorithm) {
        return switch (algorithm) {
            case RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD ->
                    new DecryptionMechanism.RsaOaep(oaep("SHA-256", MGF1ParameterSpec.SHA256));
            case RSAES_OAEP_SHA_1 ->
                    new DecryptionMechanism.RsaOaep(oaep("SHA-1", MGF1ParameterSpec.SHA1));
            case RSAES_PKCS1_V1_5 -> new DecryptionMechanism.RsaPkcs1();
            case SM2PKE, SM2PKE_SM4_ECB -> new DecryptionMechanism.Sm2(Sm2CipherSpec.Format.C1C3C2);
        };
    }

    /** Refuses what is for ImportKeyMaterial only. */
    static void requireForData(KmsCall call, WrappingAlgorithm algorithm) {
        if (algorithm == WrappingAlgorithm.RSAES_PKCS1_V1_5
                || PrivateKeyUnwrapping.isFor(algorithm)) {
            throw KmsErrors.invalid(call + " does not take the algorithm " + algorithm);
        }
    }

    private static OAEPParameterSpec oaep(String digest, MGF1ParameterSpec mask) {
        return new OAEPParameterSpec(digest, "MGF1", mask, PSource.PSpecified.DEFAULT);
    }

    private static byte[] rsa(
            KmsCall call, byte[] clear, PublicKey recipient, OAEPParameterSpec parameters)
            throws GeneralSecurityException {
        if (!(recipient instanceof RSAPublicKey)) {
            throw KmsErrors.invalid(call + " with RSAES_OAEP needs an RSA public key");
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", JdkProviders.sunJce());
        cipher.init(Cipher.ENCRYPT_MODE, recipient, parameters, SystemRandom.source());
        return cipher.doFinal(clear);
    }
}
