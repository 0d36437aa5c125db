package org.kmsjca.kms;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.AsymmetricCiphertext;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Plaintext;
import org.kmsjca.SignatureValue;
import org.kmsjca.SigningAlgorithm;
import org.kmsjca.Verification;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.verification.DigestVerifier;
import org.kmsjca.mechanism.SignatureMechanism;

/**
 * The KMS's calls on asymmetric CMKs. The KMS wants a key version id in each; here null stands for
 * the version that a KeyStore shows. Every failure is a {@link KmsException} with the KMS's code.
 * Thread-safe.
 */
public final class AsymmetricCalls {
    private final KeyLookup lookup;

    public AsymmetricCalls(KeyLookup lookup) {
        this.lookup = lookup;
    }

    /** GetPublicKey, in every state of the CMK. */
    public PublicKey getPublicKey(String keyIdOrAlias, @Nullable String versionId) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        CmkVersion version = versionId == null ? cmk.primaryVersion() : version(cmk, versionId);
        PublicKey key = version == null ? null : version.publicKey();
        if (key == null) {
            throw KmsErrors.symmetric(KmsCall.GET_PUBLIC_KEY, cmk.snapshot());
        }
        return key;
    }

    /** The version of the CMK. */
    public CmkVersion requireVersion(String keyIdOrAlias, String versionId) {
        return version(lookup.byKeyIdOrAlias(keyIdOrAlias), versionId);
    }

    private static CmkVersion version(Cmk cmk, String versionId) {
        CmkVersion version = cmk.version(versionId);
        if (version == null) {
            throw KmsErrors.noSuchVersion(cmk.keyId(), versionId);
        }
        return version;
    }

    /** AsymmetricSign of a digest. */
    public SignatureValue sign(
            String keyIdOrAlias,
            @Nullable String versionId,
            SigningAlgorithm algorithm,
            byte[] givenDigest) {
        KmsCall call = KmsCall.ASYMMETRIC_SIGN;
        byte[] digest = givenDigest.clone();
        CmkVersion version = authorized(call, keyIdOrAlias, versionId);
        AsymmetricAlgorithms.requireFor(call, version, algorithm, digest);
        try {
            byte[] value = version.sign(algorithm.name(), SignatureMechanism.of(algorithm), digest);
            return new SignatureValue(version.keyId(), version.versionId(), value);
        } catch (SignatureException e) {
            throw doesNotDo(call, version, algorithm.name(), e);
        }
    }

    /** AsymmetricVerify of the signature of a digest. */
    public Verification verify(
            String keyIdOrAlias,
            @Nullable String versionId,
            SigningAlgorithm algorithm,
            byte[] givenDigest,
            byte[] givenValue) {
        KmsCall call = KmsCall.ASYMMETRIC_VERIFY;
        byte[] digest = givenDigest.clone();
        byte[] value = givenValue.clone();
        CmkVersion version = authorized(call, keyIdOrAlias, versionId);
        AsymmetricAlgorithms.requireFor(call, version, algorithm, digest);
        try {
            boolean valid =
                    version.usePublicKey(
                            call, algorithm.name(), key -> isValid(key, algorithm, digest, value));
            return new Verification(version.keyId(), version.versionId(), valid);
        } catch (InvalidKeyException e) {
            throw doesNotDo(call, version, algorithm.name(), e);
        }
    }

    private static boolean isValid(
            PublicKey key, SigningAlgorithm algorithm, byte[] digest, byte[] value)
            throws InvalidKeyException {
        DigestVerifier verifier = DigestVerifier.of(SignatureMechanism.of(algorithm), key);
        try {
            return verifier.verify(digest, value);
        } catch (SignatureException malformed) {
            return false;
        }
    }

    /** AsymmetricEncrypt with the public key. */
    public AsymmetricCiphertext encrypt(
            String keyIdOrAlias,
            @Nullable String versionId,
            WrappingAlgorithm algorithm,
            byte[] givenPlaintext) {
        KmsCall call = KmsCall.ASYMMETRIC_ENCRYPT;
        byte[] plaintext = givenPlaintext.clone();
        try {
            CmkVersion version = authorized(call, keyIdOrAlias, versionId);
            AsymmetricAlgorithms.requirePlaintext(call, version, algorithm, plaintext.length);
            byte[] ciphertext =
                    version.usePublicKey(
                            call,
                            algorithm.name(),
                            key -> PublicKeyWrapping.wrap(call, plaintext, key, algorithm));
            return new AsymmetricCiphertext(version.keyId(), version.versionId(), ciphertext);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** AsymmetricDecrypt with the private key. */
    public Plaintext decrypt(
            String keyIdOrAlias,
            @Nullable String versionId,
            WrappingAlgorithm algorithm,
            byte[] givenCiphertext) {
        KmsCall call = KmsCall.ASYMMETRIC_DECRYPT;
        byte[] ciphertext = givenCiphertext.clone();
        CmkVersion version = authorized(call, keyIdOrAlias, versionId);
        byte[] clear = decrypt(call, version, algorithm, ciphertext);
        try {
            return new Plaintext(version.keyId(), version.versionId(), clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** Decrypts what the version's public key encrypted; the caller wipes it. */
    public static byte[] decrypt(
            KmsCall call, CmkVersion version, WrappingAlgorithm algorithm, byte[] ciphertext) {
        AsymmetricAlgorithms.requireCiphertext(call, version, algorithm, ciphertext.length);
        try {
            return version.decrypt(
                    call, algorithm.name(), PublicKeyWrapping.decryption(algorithm), ciphertext);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw KmsErrors.ciphertextDoesNotDecrypt(call, version, algorithm, e);
        }
    }

    /** The version to use, when the CMK may do the call now. */
    private CmkVersion authorized(KmsCall call, String keyIdOrAlias, @Nullable String versionId) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        cmk.authorize(call);
        if (versionId != null) {
            return version(cmk, versionId);
        }
        CmkVersion primary = cmk.primaryVersion();
        if (primary == null) {
            throw KmsErrors.wrongState(KmsErrorCode.PENDING_IMPORT, call, cmk.snapshot());
        }
        return primary;
    }

    private static KmsException doesNotDo(
            KmsCall call, CmkVersion version, String algorithm, Exception cause) {
        return new KmsException(
                cause.getCause() == null // the key's refusal; else the engine's failure
                        ? KmsErrorCode.UNSUPPORTED_OPERATION
                        : KmsErrorCode.INTERNAL_FAILURE,
                "%s: CMK %s does not do %s: %s"
                        .formatted(call, version.displayName(), algorithm, cause.getMessage()),
                cause);
    }
}
