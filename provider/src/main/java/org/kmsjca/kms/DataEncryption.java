package org.kmsjca.kms;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KeyType;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.Plaintext;
import org.kmsjca.config.ContextEncoding;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.mechanism.CipherDirection;
import org.kmsjca.mechanism.CipherMechanism;
import org.kmsjca.mechanism.CipherOperation;
import org.kmsjca.protection.CipherKey;

/**
 * Encrypt and Decrypt: data of up to 6 KB under the primary version of a symmetric CMK, in blobs
 * that name the version, so that they outlive rotations. Every failure is a {@link KmsException}
 * with the KMS's code. Thread-safe.
 */
public final class DataEncryption {
    /** The name of the transformation that does this in the JCA. */
    private static final String ALGORITHM = "CMK";

    private final KeyLookup lookup;
    private final CmkRegistry registry;
    private final ContextEncoding contextEncoding;
    private final SecureRandom random = SystemRandom.source();

    public DataEncryption(KeyLookup lookup, CmkRegistry registry, ContextEncoding contextEncoding) {
        this.lookup = lookup;
        this.registry = registry;
        this.contextEncoding = contextEncoding;
    }

    /** Encrypts under the primary version of the CMK that the key id or alias names. */
    public CiphertextBlob encrypt(
            KmsCall call, String keyIdOrAlias, byte[] plaintext, EncryptionContext context) {
        return encrypt(call, lookup.byKeyIdOrAlias(keyIdOrAlias), plaintext, context);
    }

    /** Encrypts under the primary version of the CMK. */
    public CiphertextBlob encrypt(
            KmsCall call, Cmk cmk, byte[] plaintext, EncryptionContext context) {
        CmkVersion version = versionToEncrypt(call, cmk);
        CipherMechanism mechanism = mechanism(call, cmk);
        if (plaintext.length > Limits.MAXIMUM_PLAINTEXT_BYTES) {
            throw KmsErrors.plaintextTooLong(call, plaintext.length);
        }
        byte[] iv = new byte[Blob.IV_LENGTH];
        random.nextBytes(iv);
        try {
            byte[] ciphertext =
                    run(call, version, mechanism, CipherDirection.ENCRYPT, iv, context, plaintext);
            return new CiphertextBlob(
                    cmk.keyId(),
                    version.versionId(),
                    new Blob(version.versionId(), iv, ciphertext).encoded());
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw failed(call, cmk, e);
        }
    }

    /** The symmetric CMK that the name stands for, when it may encrypt now. */
    public Cmk cmkToEncrypt(KmsCall call, String keyIdOrAlias) {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        versionToEncrypt(call, cmk);
        mechanism(call, cmk);
        return cmk;
    }

    /** The version that encrypts now, when the CMK may. */
    public CmkVersion versionToEncrypt(KmsCall call, Cmk cmk) {
        lookup.catchUp();
        cmk.authorize(call);
        CmkVersion version = cmk.primaryVersion();
        if (version == null) {
            throw KmsErrors.wrongState(KmsErrorCode.PENDING_IMPORT, call, cmk.snapshot());
        }
        return version;
    }

    /** The version that the blob names, when its CMK may decrypt and is the expected one. */
    public CmkVersion versionToDecrypt(KmsCall call, @Nullable Cmk expected, Blob blob) {
        lookup.catchUp();
        CmkVersion version = registry.byVersionId(blob.versionId());
        if (version == null) {
            throw KmsErrors.unknownBlob(blob.versionId());
        }
        Cmk cmk = version.cmk();
        if (expected != null && expected != cmk) {
            throw KmsErrors.blobOfAnotherKey(cmk.snapshot(), expected.snapshot());
        }
        cmk.authorize(call);
        return version;
    }

    /**
     * What Decrypt gives.
     *
     * @param version the one that had encrypted
     * @param plaintext the caller's to wipe
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and dropped
    public record Decrypted(CmkVersion version, byte[] plaintext) {
        /** Gives the answer of Decrypt, and wipes this plaintext. */
        public Plaintext answer() {
            try {
                return new Plaintext(version.keyId(), version.versionId(), plaintext);
            } finally {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    /**
     * Decrypts under the version that the blob names.
     *
     * @param expected the only CMK that may have encrypted it, null for any
     * @throws KmsException with InvalidParameter when the blob was not made under this context, or
     *     is damaged
     */
    public Decrypted decrypt(
            KmsCall call,
            @Nullable Cmk expected,
            byte[] ciphertextBlob,
            EncryptionContext context) {
        Blob blob = Blob.parse(ciphertextBlob);
        CmkVersion version = versionToDecrypt(call, expected, blob);
        Cmk cmk = version.cmk();
        try {
            return new Decrypted(
                    version,
                    run(
                            call,
                            version,
                            mechanism(call, cmk),
                            CipherDirection.DECRYPT,
                            blob.iv(),
                            context,
                            blob.ciphertext()));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw KmsErrors.blobNotAuthentic(call, cmk.snapshot(), e);
        }
    }

    private byte[] run(
            KmsCall call,
            CmkVersion version,
            CipherMechanism mechanism,
            CipherDirection direction,
            byte[] iv,
            EncryptionContext context,
            byte[] input)
            throws BadPaddingException, IllegalBlockSizeException {
        return version.<CipherKey, BadPaddingException, IllegalBlockSizeException>use(
                call,
                ALGORITHM,
                CipherKey.class,
                mechanism.transformation(),
                key -> {
                    try {
                        return cipher(key.cipher(mechanism), direction, iv, context, input);
                    } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
                        throw failed(call, version.cmk(), e);
                    }
                });
    }

    private byte[] cipher(
            CipherOperation operation,
            CipherDirection direction,
            byte[] iv,
            EncryptionContext context,
            byte[] input)
            throws BadPaddingException,
                    IllegalBlockSizeException,
                    InvalidKeyException,
                    InvalidAlgorithmParameterException {
        operation.init(direction, new GCMParameterSpec(Blob.TAG_LENGTH * Byte.SIZE, iv));
        byte[] aad = ContextData.of(context, contextEncoding);
        if (aad.length > 0) {
            operation.updateAad(aad, 0, aad.length);
        }
        byte[] output = operation.doFinal(input, 0, input.length);
        operation.release();
        return output;
    }

    private static CipherMechanism mechanism(KmsCall call, Cmk cmk) {
        KeyType type = cmk.keySpec().keyType();
        if (type == KeyType.AES) {
            return CipherMechanism.AES_GCM;
        }
        if (type == KeyType.SM4) {
            return CipherMechanism.SM4_GCM;
        }
        throw KmsErrors.notSymmetric(call, cmk.snapshot());
    }

    private static KmsException failed(KmsCall call, Cmk cmk, Exception cause) {
        return new KmsException(
                KmsErrorCode.INTERNAL_FAILURE,
                call + " with CMK " + cmk.snapshot().displayName() + " failed",
                cause);
    }
}
