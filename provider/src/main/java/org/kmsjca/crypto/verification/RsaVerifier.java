package org.kmsjca.crypto.verification;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.encoding.RsaSignatureEncoding;
import org.kmsjca.mechanism.DigestAlgorithm;
import org.kmsjca.mechanism.SignatureMechanism;

/** RSA of a digest: the JDK applies the public key, and what comes out is compared. */
final class RsaVerifier implements DigestVerifier {
    /** RFC 4055: keys that sign with PSS only. */
    private static final String PSS_ONLY = "RSASSA-PSS";

    private final SignatureMechanism mechanism;
    private final RSAPublicKey key;

    private RsaVerifier(SignatureMechanism mechanism, RSAPublicKey key) {
        this.mechanism = mechanism;
        this.key = key;
    }

    static RsaVerifier of(SignatureMechanism mechanism, PublicKey given)
            throws InvalidKeyException {
        if (!(given instanceof RSAPublicKey rsa)) {
            throw new InvalidKeyException(
                    "RSA needs an RSA public key, not " + given.getAlgorithm());
        }
        boolean pss = mechanism instanceof SignatureMechanism.RsaPss;
        if (rsa.getParams() != null || (!pss && PSS_ONLY.equals(rsa.getAlgorithm()))) {
            throw new InvalidKeyException(
                    "the public key is limited to RSASSA-PSS, or to certain parameters of it;"
                            + " verify with RSASSA-PSS");
        }
        RSAPublicKey key = plain(rsa);
        if (mechanism instanceof SignatureMechanism.RsaPss needed
                && key.getModulus().bitLength()
                        < Byte.SIZE * (needed.digest().length() + needed.saltLength() + 1) + 2) {
            throw new InvalidKeyException("digest and salt do not fit into this key's signatures");
        }
        return new RsaVerifier(mechanism, key);
    }

    /** The numbers as a key of the JDK, which checks them. */
    private static RSAPublicKey plain(RSAPublicKey given) throws InvalidKeyException {
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            given.getModulus(), given.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("the public key is no valid RSA key", e);
        }
    }

    @Override
    public boolean verify(byte[] digest, byte[] signature) throws SignatureException {
        int length = (key.getModulus().bitLength() + 7) / 8;
        if (signature.length != length) {
            throw new SignatureException(
                    "the signature has %s bytes, one of this key has %s"
                            .formatted(signature.length, length));
        }
        if (mechanism instanceof SignatureMechanism.RsaPss pss) {
            byte[] encoded = apply("RSA/ECB/NoPadding", Cipher.ENCRYPT_MODE, signature);
            return encoded != null
                    && RsaSignatureEncoding.isPss(
                            pss, digest, encoded, key.getModulus().bitLength());
        }
        if (mechanism instanceof SignatureMechanism.RsaPkcs1 pkcs1) {
            byte[] signed = apply("RSA/ECB/PKCS1Padding", Cipher.DECRYPT_MODE, signature);
            return signed != null && MessageDigest.isEqual(signed, input(pkcs1, digest));
        }
        throw new SignatureException("an RSA key does not verify " + mechanism);
    }

    private static byte[] input(SignatureMechanism.RsaPkcs1 pkcs1, byte[] digest) {
        DigestAlgorithm algorithm = pkcs1.digest();
        return algorithm == null
                ? Arrays.copyOf(digest, digest.length)
                : RsaSignatureEncoding.digestInfo(algorithm, digest);
    }

    /** Applies the public key and gives the encoded message; null when there is none. */
    private byte @Nullable [] apply(String transformation, int mode, byte[] signature) {
        try {
            Cipher cipher = Cipher.getInstance(transformation, JdkProviders.sunJce());
            cipher.init(mode, key);
            return cipher.doFinal(signature);
        } catch (BadPaddingException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new ProviderException("the JDK does not apply the RSA public key", e);
        }
    }
}
