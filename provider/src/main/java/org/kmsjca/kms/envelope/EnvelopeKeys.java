package org.kmsjca.kms.envelope;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKey;
import org.kmsjca.EncryptionContext;
import org.kmsjca.kms.Blob;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.CmkVersion;
import org.kmsjca.kms.DataEncryption;
import org.kmsjca.kms.KmsCall;

/**
 * The data keys of envelopes: a new one for each, or one of the cache where the policy has one. The
 * CMK is asked each time whether it may be used. Thread-safe.
 */
public final class EnvelopeKeys {
    private static final String ALGORITHM = "AES";

    private final DataKeys dataKeys;
    private final DataEncryption encryption;
    private final @Nullable DataKeyCache cache;

    public EnvelopeKeys(
            DataKeys dataKeys, DataEncryption encryption, @Nullable DataKeyCache cache) {
        this.dataKeys = dataKeys;
        this.encryption = encryption;
        this.cache = cache;
    }

    /**
     * A data key for one message.
     *
     * @param dataKey a copy for the caller to destroy
     * @param encrypted to be told how many bytes of the message were encrypted, as they come
     */
    record Lease(DataKey dataKey, LongConsumer encrypted) {}

    Lease toEncrypt(Cmk cmk, EncryptionContext context) {
        if (cache == null) {
            return new Lease(generate(cmk, context), length -> {});
        }
        CmkVersion version = encryption.versionToEncrypt(KmsCall.GENERATE_DATA_KEY, cmk);
        Lease cached = cache.toEncrypt(version.versionId(), context);
        return cached != null ? cached : cache.keepToEncrypt(context, generate(cmk, context));
    }

    private DataKey generate(Cmk cmk, EncryptionContext context) {
        return dataKeys.generate(cmk, EnvelopeHeader.KEY_LENGTH, context, ALGORITHM);
    }

    /**
     * The data key of an EDK.
     *
     * @param dataKey a copy for the caller to destroy
     * @param permission asks whether the CMK that opened it may still do that
     */
    record Opened(DataKey dataKey, Runnable permission) {}

    Opened toDecrypt(@Nullable Cmk expected, byte[] encrypted, EncryptionContext context) {
        CmkVersion version =
                encryption.versionToDecrypt(KmsCall.DECRYPT, expected, Blob.parse(encrypted));
        return new Opened(
                dataKey(expected, encrypted, context), () -> version.authorize(KmsCall.DECRYPT));
    }

    private DataKey dataKey(@Nullable Cmk expected, byte[] encrypted, EncryptionContext context) {
        if (cache == null) {
            return dataKeys.open(expected, encrypted, context);
        }
        DataKey cached = cache.toDecrypt(encrypted, context);
        return cached != null
                ? cached
                : cache.keepToDecrypt(context, dataKeys.open(expected, encrypted, context));
    }
}
