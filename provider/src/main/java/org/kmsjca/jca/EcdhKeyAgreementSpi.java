package org.kmsjca.jca;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.KeyType;
import org.kmsjca.KmsException;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.ManagedKey;
import org.kmsjca.mechanism.PublicKeys;

/**
 * ECDH between a CMK and another party's public key. The shared secret leaves the KMS, or what the
 * algorithm's derivation makes of it.
 */
final class EcdhKeyAgreementSpi extends KeyAgreementSpi {
    /** The secret's algorithm that JSSE asks for; every other one needs a key derivation first. */
    private static final String PREMASTER_SECRET = "TlsPremasterSecret";

    /** The parameters of CMS, in a program with a Bouncy Castle of its own. */
    private static final ForeignSpec USER_KEYING_MATERIAL =
            new ForeignSpec("org.bouncycastle.jcajce.spec.UserKeyingMaterialSpec");

    private final ProviderContext context;
    private final Algorithm.Agreement algorithm;
    private @Nullable ManagedKey key;
    private byte @Nullable [] info;
    private byte @Nullable [] salt;
    private byte @Nullable [] secret;

    EcdhKeyAgreementSpi(ProviderContext context, Algorithm.Agreement algorithm) {
        this.context = context;
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInit(Key newKey, @Nullable SecureRandom random)
            throws InvalidKeyException {
        clear();
        ManagedKey managed = context.requireHandle(newKey, KeyType.EC).managed();
        context.authorize(managed, KmsCall.DERIVE_SHARED_SECRET);
        key = managed;
    }

    @Override
    protected void engineInit(
            Key newKey, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        clear();
        boolean keyingMaterial =
                algorithm.kdf() != null && USER_KEYING_MATERIAL.matches(parameters);
        if (parameters != null && !keyingMaterial) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.kdf() == null
                            ? "ECDH has no parameters"
                            : "%s takes Bouncy Castle's UserKeyingMaterialSpec, or none"
                                    .formatted(algorithm.name()));
        }
        byte[] givenSalt =
                keyingMaterial ? USER_KEYING_MATERIAL.bytes(parameters, "getSalt") : null;
        AgreementKdf kdf = algorithm.kdf();
        if (givenSalt != null && kdf != null && kdf.scheme() != AgreementKdf.Scheme.HKDF) {
            throw new InvalidAlgorithmParameterException(
                    algorithm.name() + " takes no salt; the names with HKDF do");
        }
        engineInit(newKey, random);
        if (keyingMaterial) {
            info = copy(USER_KEYING_MATERIAL.bytes(parameters, "getUserKeyingMaterial"));
            salt = copy(givenSalt);
        }
    }

    private static byte @Nullable [] copy(byte @Nullable [] bytes) {
        return bytes == null ? null : bytes.clone();
    }

    private void clear() {
        key = null;
        info = null;
        salt = null;
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
            secret = null;
        }
    }

    @Override
    protected @Nullable Key engineDoPhase(Key peer, boolean lastPhase) throws InvalidKeyException {
        ManagedKey managed = key;
        if (managed == null) {
            throw new IllegalStateException("the key agreement is not initialised");
        }
        if (secret != null || !lastPhase) {
            throw new IllegalStateException(algorithm.name() + " has one phase, which is the last");
        }
        if (!(peer instanceof ECPublicKey publicKey)) {
            throw new InvalidKeyException("ECDH needs the other party's EC public key");
        }
        try {
            secret = managed.agree(algorithm.name(), PublicKeys.copyOfEncoding("EC", publicKey));
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException("the other party's public key is not valid", e);
        } catch (KmsException e) {
            context.logRefusal(managed, e);
            throw new InvalidKeyException(e.getMessage(), e);
        }
        return null;
    }

    /** The secret, or as many bytes that are derived from it. */
    @Override
    protected byte[] engineGenerateSecret() {
        return derived(0);
    }

    /** So many bytes that are derived from the secret; 0 for as many as the secret has. */
    private byte[] derived(int length) {
        byte[] shared = takeSecret();
        AgreementKdf kdf = algorithm.kdf();
        if (kdf == null) {
            return shared;
        }
        try {
            return kdf.derive(shared, info, salt, length == 0 ? shared.length : length);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }

    private byte[] takeSecret() {
        byte[] shared = secret;
        ManagedKey managed = key;
        if (shared == null || managed == null) {
            throw new IllegalStateException("the other party's key has not come yet");
        }
        try {
            managed.authorize(KmsCall.DERIVE_SHARED_SECRET); // for a secret that waited here
        } catch (KmsException e) {
            clear();
            throw context.refused(managed, e);
        }
        secret = null;
        return shared;
    }

    @Override
    protected int engineGenerateSecret(byte[] output, int offset) throws ShortBufferException {
        byte[] shared = secret;
        if (shared != null && (offset < 0 || output.length - offset < shared.length)) {
            throw new ShortBufferException(
                    "the secret needs room for %s bytes at offset %s of an array of %s"
                            .formatted(shared.length, offset, output.length));
        }
        byte[] taken = engineGenerateSecret();
        System.arraycopy(taken, 0, output, offset, taken.length);
        Arrays.fill(taken, (byte) 0);
        return taken.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String keyAlgorithm) throws NoSuchAlgorithmException {
        if (algorithm.kdf() != null) {
            AgreementKdf.KeyPurpose purpose = AgreementKdf.purpose(keyAlgorithm);
            byte[] derived = derived(purpose.length());
            try {
                return purpose.key(derived);
            } finally {
                Arrays.fill(derived, (byte) 0);
            }
        }
        if (keyAlgorithm == null) {
            throw new NoSuchAlgorithmException("no algorithm was given");
        }
        if (!keyAlgorithm.equals(PREMASTER_SECRET)) {
            throw new NoSuchAlgorithmException(
                    ("ECDH gives raw secrets and %s, not keys for %s: take a name with a key"
                                    + " derivation, such as ECDHwithSHA256KDF, or derive one from"
                                    + " generateSecret()")
                            .formatted(PREMASTER_SECRET, keyAlgorithm));
        }
        byte[] shared = engineGenerateSecret();
        try {
            return new SecretKeySpec(shared, PREMASTER_SECRET);
        } catch (IllegalArgumentException e) {
            throw new ProviderException("the secret makes no key", e);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }
}
