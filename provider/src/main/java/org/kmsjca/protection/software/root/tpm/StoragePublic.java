package org.kmsjca.protection.software.root.tpm;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.JdkProviders;
import org.kmsjca.crypto.SystemRandom;
import tss.TpmBuffer;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;

/** The public area of a storage key on P-256 or of RSA, with SHA-256; TPMT_PUBLIC. */
final class StoragePublic {
    private static final int DEFAULT_EXPONENT = 65537;
    private static final int COORDINATE = 32;
    private static final String NOT_FOR_THE_JDK = "its public key is none that the JDK takes";
    private static final int SHORTEST_MODULUS = 2048;

    private final byte[] encoded;
    private final TPMT_PUBLIC area;
    private final PublicKey key;

    private StoragePublic(byte[] encoded, TPMT_PUBLIC area, PublicKey key) {
        this.encoded = encoded;
        this.area = area;
        this.key = key;
    }

    static StoragePublic of(TPMT_PUBLIC area) {
        int needed = Templates.eccStorage().objectAttributes.toInt() & ~optionalAttributes();
        if (area == null
                || area.nameAlg.toInt() != TPM_ALG_ID.SHA256.toInt()
                || (area.objectAttributes.toInt() & needed) != needed) {
            throw unusable("it is no storage key with SHA-256", null);
        }
        try {
            return new StoragePublic(area.toBytes(), area, publicKey(area));
        } catch (GeneralSecurityException e) {
            throw unusable(NOT_FOR_THE_JDK, e);
        }
    }

    /** Reads a TPM2B_PUBLIC, as {@code tpm2_readpublic -o} writes it. */
    static StoragePublic parse(byte[] sizedArea) {
        TpmBuffer buffer = new TpmBuffer(sizedArea);
        TPMT_PUBLIC area = PublicAreas.read(buffer);
        if (area == null
                || !buffer.isOk()
                || !Arrays.equals(TpmCrypto.sized(area.toBytes()), sizedArea)) {
            throw unusable("it is not a TPM2B_PUBLIC", null);
        }
        return of(area);
    }

    private static int optionalAttributes() {
        return TPMA_OBJECT.noDA.toInt() | TPMA_OBJECT.sensitiveDataOrigin.toInt();
    }

    boolean isRsa() {
        return key instanceof RSAPublicKey;
    }

    /** TPM2B_PUBLIC. */
    byte[] encoded() {
        return TpmCrypto.sized(encoded);
    }

    byte[] name() {
        return TpmCrypto.name(encoded);
    }

    /** A fresh secret for this key alone; part 1, B.10.2 and C.6.1. */
    SharedSecret newSecret(String label) {
        try {
            return key instanceof ECPublicKey ec ? agreed(ec, label) : encrypted(label);
        } catch (InvalidKeyException e) { // such as a point that is not on the curve
            throw unusable(NOT_FOR_THE_JDK, e);
        } catch (GeneralSecurityException e) {
            throw new KmsException(
                    KmsErrorCode.INTERNAL_FAILURE,
                    "the JDK could not make a secret for the TPM's key: " + e,
                    e);
        }
    }

    private SharedSecret agreed(ECPublicKey tpmKey, String label) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", JdkProviders.sunEc());
        generator.initialize(new ECGenParameterSpec("secp256r1"), SystemRandom.source());
        KeyPair ephemeral = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", JdkProviders.sunEc());
        agreement.init(ephemeral.getPrivate());
        agreement.doPhase(tpmKey, true);
        byte[] z = agreement.generateSecret();
        try {
            ECPoint ours = ((ECPublicKey) ephemeral.getPublic()).getW();
            byte[] x = coordinate(ours.getAffineX());
            byte[] secret = TpmCrypto.kdfE(z, label, x, coordinate(tpmKey.getW().getAffineX()));
            byte[] point = new TPMS_ECC_POINT(x, coordinate(ours.getAffineY())).toBytes();
            return new SharedSecret(secret, point);
        } finally {
            Arrays.fill(z, (byte) 0);
        }
    }

    private SharedSecret encrypted(String label) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", JdkProviders.sunJce());
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec(
                        "SHA-256",
                        "MGF1",
                        MGF1ParameterSpec.SHA256,
                        new PSource.PSpecified(TpmCrypto.label(label))),
                SystemRandom.source());
        byte[] secret = SystemRandom.bytes(TpmCrypto.DIGEST);
        return new SharedSecret(secret, cipher.doFinal(secret));
    }

    private static PublicKey publicKey(TPMT_PUBLIC area) throws GeneralSecurityException {
        if (area.parameters instanceof TPMS_ECC_PARMS parameters
                && area.unique instanceof TPMS_ECC_POINT point
                && parameters.curveID.toInt() == TPM_ECC_CURVE.NIST_P256.toInt()) {
            AlgorithmParameters curve = AlgorithmParameters.getInstance("EC", JdkProviders.sunEc());
            curve.init(new ECGenParameterSpec("secp256r1"));
            ECPoint w = new ECPoint(new BigInteger(1, point.x), new BigInteger(1, point.y));
            return KeyFactory.getInstance("EC", JdkProviders.sunEc())
                    .generatePublic(
                            new ECPublicKeySpec(w, curve.getParameterSpec(ECParameterSpec.class)));
        }
        if (area.parameters instanceof TPMS_RSA_PARMS parameters
                && area.unique instanceof TPM2B_PUBLIC_KEY_RSA modulus) {
            if (new BigInteger(1, modulus.buffer).bitLength() < SHORTEST_MODULUS) {
                throw unusable("its modulus is shorter than " + SHORTEST_MODULUS + " bits", null);
            }
            int exponent = parameters.exponent == 0 ? DEFAULT_EXPONENT : parameters.exponent;
            return KeyFactory.getInstance("RSA", JdkProviders.sunRsaSign())
                    .generatePublic(
                            new RSAPublicKeySpec(
                                    new BigInteger(1, modulus.buffer),
                                    BigInteger.valueOf(exponent)));
        }
        throw unusable("it is neither on P-256 nor of RSA", null);
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE - length, length);
        return padded;
    }

    private static KmsException unusable(String reason, @Nullable Throwable cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the TPM's key cannot be the parent of the sealed root key: " + reason,
                cause);
    }

    @Override
    public String toString() {
        return area.type() + " storage key";
    }
}
