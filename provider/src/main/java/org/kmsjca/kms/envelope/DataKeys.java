package org.kmsjca.kms.envelope;

import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.kmsjca.CiphertextBlob;
import org.kmsjca.DataKey;
import org.kmsjca.DataKeySpec;
import org.kmsjca.EncryptionContext;
import org.kmsjca.ExportedDataKey;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.ReEncryptedBlob;
import org.kmsjca.WrappingAlgorithm;
import org.kmsjca.crypto.SystemRandom;
import org.kmsjca.kms.AsymmetricCalls;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.DataEncryption;
import org.kmsjca.kms.KmsCall;
import org.kmsjca.kms.PublicKeyWrapping;

/**
 * GenerateDataKey and its relatives. As in the KMS, what the CMK encrypts of a data key is its text
 * in Base64: 32 bytes are 44 characters, and Decrypt gives these. Thread-safe.
 */
public final class DataKeys {
    private final DataEncryption encryption;
    private final SecureRandom random = SystemRandom.source();

    public DataKeys(DataEncryption encryption) {
        this.encryption = encryption;
    }

    /** GenerateDataKey: a new key for whoever uses it, with its encrypted form. */
    public DataKey generate(DataKeySpec spec) {
        return generate(spec, spec.numberOfBytes(), DataKeyAlgorithm.of(spec.numberOfBytes()));
    }

    /** GenerateDataKey: a new key of so many bytes for the JCA algorithm. */
    public DataKey generate(DataKeySpec spec, int numberOfBytes, String algorithm) {
        byte[] clear = new byte[numberOfBytes];
        try {
            random.nextBytes(clear);
            return new DataKey(algorithm, clear, encrypt(KmsCall.GENERATE_DATA_KEY, spec, clear));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** GenerateDataKey under a CMK that is at hand. */
    DataKey generate(Cmk cmk, int numberOfBytes, EncryptionContext context, String algorithm) {
        byte[] clear = new byte[numberOfBytes];
        try {
            random.nextBytes(clear);
            return new DataKey(
                    algorithm, clear, encrypt(KmsCall.GENERATE_DATA_KEY, cmk, clear, context));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** GenerateDataKeyWithoutPlaintext. */
    public CiphertextBlob generateWithoutPlaintext(DataKeySpec spec) {
        byte[] clear = new byte[spec.numberOfBytes()];
        try {
            random.nextBytes(clear);
            return encrypt(KmsCall.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, spec, clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** ExportDataKey: the data key's bytes under somebody's public key. */
    public byte[] export(
            byte[] encrypted,
            EncryptionContext context,
            PublicKey recipient,
            WrappingAlgorithm algorithm) {
        KmsCall call = KmsCall.EXPORT_DATA_KEY;
        PublicKey copy = PublicKeyWrapping.recipient(call, recipient, algorithm);
        byte[] clear = open(call, null, encrypted, context);
        try {
            return PublicKeyWrapping.wrap(call, clear, copy, algorithm);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** GenerateAndExportDataKey. */
    public ExportedDataKey generateAndExport(
            DataKeySpec spec, PublicKey recipient, WrappingAlgorithm algorithm) {
        KmsCall call = KmsCall.GENERATE_AND_EXPORT_DATA_KEY;
        PublicKey copy = PublicKeyWrapping.recipient(call, recipient, algorithm);
        byte[] clear = new byte[spec.numberOfBytes()];
        try {
            random.nextBytes(clear);
            return new ExportedDataKey(
                    encrypt(call, spec, clear),
                    PublicKeyWrapping.wrap(call, clear, copy, algorithm));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** ReEncrypt: of any blob, also one that holds no data key. */
    public ReEncryptedBlob reEncrypt(
            byte[] blob,
            EncryptionContext sourceContext,
            String destination,
            EncryptionContext destinationContext) {
        DataEncryption.Decrypted decrypted =
                encryption.decrypt(KmsCall.RE_ENCRYPT, null, blob, sourceContext);
        byte[] clear = decrypted.plaintext();
        try {
            return answer(
                    decrypted.version(),
                    encryption.encrypt(KmsCall.RE_ENCRYPT, destination, clear, destinationContext));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /**
     * ReEncrypt of what was encrypted with the public key of a CMK: from its version to a symmetric
     * CMK, which encrypts the recovered bytes in Base64 as it does those of a data key.
     */
    public ReEncryptedBlob reEncrypt(
            CmkVersion source,
            WrappingAlgorithm algorithm,
            byte[] ciphertext,
            String destination,
            EncryptionContext destinationContext) {
        KmsCall call = KmsCall.RE_ENCRYPT;
        source.authorize(call);
        byte[] clear = AsymmetricCalls.decrypt(call, source, algorithm, ciphertext);
        byte[] text = Base64.getEncoder().encode(clear);
        try {
            return answer(source, encryption.encrypt(call, destination, text, destinationContext));
        } finally {
            Arrays.fill(clear, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    private static ReEncryptedBlob answer(CmkVersion source, CiphertextBlob encrypted) {
        return new ReEncryptedBlob(encrypted, source.keyId(), source.versionId());
    }

    private CiphertextBlob encrypt(KmsCall call, DataKeySpec spec, byte[] clear) {
        byte[] text = Base64.getEncoder().encode(clear);
        try {
            return encryption.encrypt(call, spec.keyIdOrAlias(), text, spec.encryptionContext());
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Encrypts a key that was made elsewhere, as GenerateDataKey would have its own. */
    public CiphertextBlob wrap(Cmk cmk, byte[] clear, EncryptionContext context) {
        return encrypt(KmsCall.ENCRYPT, cmk, clear, context);
    }

    private CiphertextBlob encrypt(KmsCall call, Cmk cmk, byte[] clear, EncryptionContext context) {
        byte[] text = Base64.getEncoder().encode(clear);
        try {
            return encryption.encrypt(call, cmk, text, context);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * The bytes of a data key; the caller wipes them.
     *
     * @throws KmsException with InvalidParameter when the blob holds something else
     */
    public byte[] unwrap(Cmk cmk, byte[] encrypted, EncryptionContext context) {
        return open(KmsCall.DECRYPT, cmk, encrypted, context);
    }

    /** The data key of its encrypted form, whichever CMK made it. */
    public DataKey open(byte[] encrypted, EncryptionContext context) {
        return open(null, encrypted, context);
    }

    /** The data key of its encrypted form, which the expected CMK made; null is any. */
    DataKey open(@Nullable Cmk expected, byte[] encrypted, EncryptionContext context) {
        DataEncryption.Decrypted decrypted =
                encryption.decrypt(KmsCall.DECRYPT, expected, encrypted, context);
        byte[] clear = decoded(decrypted.plaintext());
        try {
            CmkVersion version = decrypted.version();
            return new DataKey(
                    DataKeyAlgorithm.of(clear.length),
                    clear,
                    new CiphertextBlob(version.keyId(), version.versionId(), encrypted));
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private byte[] open(
            KmsCall call, @Nullable Cmk cmk, byte[] encrypted, EncryptionContext context) {
        return decoded(encryption.decrypt(call, cmk, encrypted, context).plaintext());
    }

    /** Decodes the text, and wipes it. */
    private static byte[] decoded(byte[] text) {
        try {
            byte[] clear = Base64.getDecoder().decode(text);
            if (clear.length == 0 || clear.length > DataKeySpec.MAXIMUM_BYTES) {
                throw noDataKey(null);
            }
            return clear;
        } catch (IllegalArgumentException e) {
            throw noDataKey(e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static KmsException noDataKey(@Nullable IllegalArgumentException cause) {
        return new KmsException(
                KmsErrorCode.INVALID_PARAMETER,
                "the blob is authentic, but holds no data key: it was made by Encrypt; use Decrypt",
                cause);
    }
}
