package org.kmsjca.protection.software;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeySpec;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.encoding.RsaSignatureEncoding;
import org.kmsjca.mechanism.DecryptionMechanism;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;
import org.kmsjca.protection.DecryptionKey;
import org.kmsjca.protection.SigningKey;

/** An unwrapped RSA key. */
final class SoftwareRsaKey implements SigningKey, DecryptionKey, SoftwareKey {
    private final KeySpec keySpec;
    private final RSAPrivateCrtKey key;
    private final PublicKey publicKey;

    /** The engine's own form of the key: another's would be translated at each operation. */
    private final PrivateKey engineKey;

    /** The provider whose ciphers hold the engine's key. */
    private final Provider engine;

    /** The key is of id-RSASSA-PSS, and does nothing else. */
    private final boolean pssOnly;

    /** The parameters that it signs with; null for any. */
    private final SignatureMechanism.@Nullable RsaPss limit;

    SoftwareRsaKey(KeySpec keySpec, RSAPrivateCrtKey key, EngineTable engines) {
        this(keySpec, key, engines, false, null);
    }

    /**
     * As the other.
     *
     * @param pssOnly the key is of id-RSASSA-PSS, RFC 4055, which it stays when it is kept
     * @param limit see {@link RsaCheck#limit}
     */
    SoftwareRsaKey(
            KeySpec keySpec,
            RSAPrivateCrtKey key,
            EngineTable engines,
            boolean pssOnly,
            SignatureMechanism.@Nullable RsaPss limit) {
        this.limit = limit;
        this.pssOnly = pssOnly;
        this.keySpec = keySpec;
        this.key = key;
        this.publicKey = publicKey(key.getModulus(), key.getPublicExponent());
        this.engine = engines.rsaCipher();
        this.engineKey = engines.rsaKey(pssOnly ? plain(key) : key);
    }

    @Override
    public KeySpec keySpec() {
        return keySpec;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(SignatureMechanism mechanism, byte[] input) throws SignatureException {
        if (pssOnly && !(mechanism instanceof SignatureMechanism.RsaPss)) {
            throw new SignatureException("the key is of id-RSASSA-PSS: it signs with PSS only");
        }
        if (mechanism instanceof SignatureMechanism.RsaPkcs1 pkcs1) {
            DigestAlgorithm digest = pkcs1.digest();
            return apply(
                    "RSA/ECB/PKCS1Padding",
                    digest == null ? input : RsaSignatureEncoding.digestInfo(digest, input));
        }
        if (mechanism instanceof SignatureMechanism.RsaPss pss) {
            requireWithinLimit(pss);
            int bits = key.getModulus().bitLength();
            return apply("RSA/ECB/NoPadding", RsaSignatureEncoding.pss(pss, input, bits));
        }
        throw new SignatureException("an RSA key does not sign with " + mechanism);
    }

    private void requireWithinLimit(SignatureMechanism.RsaPss asked) throws SignatureException {
        if (limit != null
                && (asked.digest() != limit.digest()
                        || asked.maskDigest() != limit.maskDigest()
                        || asked.saltLength() < limit.saltLength())) {
            throw new SignatureException(
                    ("the key of id-RSASSA-PSS is limited to %s, MGF1 with %s and salts of %s bytes"
                                    + " or more; set these parameters")
                            .formatted(
                                    limit.digest().jcaName(),
                                    limit.maskDigest().jcaName(),
                                    limit.saltLength()));
        }
    }

    /** Parameters that this key signs with. */
    SignatureMechanism.RsaPss examplePss() {
        DigestAlgorithm sha256 = DigestAlgorithm.SHA256;
        return limit != null
                ? limit
                : new SignatureMechanism.RsaPss(sha256, sha256, sha256.length());
    }

    /**
     * Applies the private key. ENCRYPT_MODE with a private key is the engines' signing mode:
     * blinded, and the result is verified before it leaves, against faults in the CRT computation.
     */
    private byte[] apply(String transformation, byte[] encoded) throws SignatureException {
        try {
            Cipher cipher = Cipher.getInstance(transformation, engine);
            cipher.init(Cipher.ENCRYPT_MODE, engineKey);
            return cipher.doFinal(encoded);
        } catch (GeneralSecurityException e) {
            throw new SignatureException("RSA signing failed in the software module", e);
        }
    }

    @Override
    public byte[] decrypt(DecryptionMechanism mechanism, byte[] ciphertext)
            throws BadPaddingException, IllegalBlockSizeException {
        if (pssOnly) {
            throw new KmsException(
                    KmsErrorCode.UNSUPPORTED_OPERATION,
                    "the key is of id-RSASSA-PSS: it signs with PSS only");
        }
        try {
            return decryptor(mechanism).doFinal(ciphertext);
        } catch (BadPaddingException e) {
            // One message for every reason, and no cause: an attacker learns nothing from it.
            throw new BadPaddingException("the ciphertext does not decrypt with this key");
        } catch (IllegalBlockSizeException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw engineFailure(e);
        }
    }

    private Cipher decryptor(DecryptionMechanism mechanism) throws GeneralSecurityException {
        if (mechanism instanceof DecryptionMechanism.RsaOaep oaep) {
            OAEPParameterSpec parameters = oaep.parameters();
            // ACCP refuses labels.
            boolean labelled = ((PSource.PSpecified) parameters.getPSource()).getValue().length > 0;
            Cipher cipher =
                    Cipher.getInstance(
                            "RSA/ECB/OAEPPadding", labelled ? JdkProviders.sunJce() : engine);
            cipher.init(Cipher.DECRYPT_MODE, labelled ? key : engineKey, parameters);
            return cipher;
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", engine);
        cipher.init(Cipher.DECRYPT_MODE, engineKey);
        return cipher;
    }

    @Override
    public byte[] clearEncoding() {
        return key.getEncoded();
    }

    @Override
    public void close() {
        // Nothing is pooled; the key goes with this object.
    }

    /** The same numbers as a key that RSA engines take. */
    private static RSAPrivateCrtKey plain(RSAPrivateCrtKey key) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                            .generatePrivate(
                                    new RSAPrivateCrtKeySpec(
                                            key.getModulus(),
                                            key.getPublicExponent(),
                                            key.getPrivateExponent(),
                                            key.getPrimeP(),
                                            key.getPrimeQ(),
                                            key.getPrimeExponentP(),
                                            key.getPrimeExponentQ(),
                                            key.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw engineFailure(e);
        }
    }

    private static PublicKey publicKey(BigInteger modulus, BigInteger exponent) {
        try {
            return KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                    .generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw engineFailure(e);
        }
    }

    private static KmsException engineFailure(Exception e) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE, "the software module's RSA engine failed", e);
    }
}
