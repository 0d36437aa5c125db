package org.kmsjca.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKey;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.streaming.SegmentedStream;
import org.kmsjca.crypto.streaming.StreamThreads;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.KeyLookup;

/**
 * Envelope encryption: data of any length under a data key, in one stream with the EDK.
 * Thread-safe; the operations that it gives are for one thread each.
 */
public final class EnvelopeEncryption {
    private final EnvelopeKeys keys;
    private final KeyLookup lookup;

    public EnvelopeEncryption(EnvelopeKeys keys, KeyLookup lookup) {
        this.keys = keys;
        this.lookup = lookup;
    }

    /** Gives the length of a message's envelope, in bytes. */
    public static long envelopeLength(long plaintextLength) {
        return EnvelopeHeader.LENGTH
                + SegmentedStream.HEADER_LENGTH
                + SegmentedStream.ciphertextLength(plaintextLength, EnvelopeHeader.SEGMENT_SIZE);
    }

    /** Begins an envelope, with a data key under the primary version of the CMK. */
    public EnvelopeOperation encryptor(Cmk cmk, EncryptionContext context) {
        return encryptor(cmk, context, StreamThreads.CALLER);
    }

    private EnvelopeOperation encryptor(Cmk cmk, EncryptionContext context, StreamThreads threads) {
        EnvelopeKeys.Lease lease = keys.toEncrypt(cmk, context);
        DataKey dataKey = lease.dataKey();
        try {
            return new EnvelopeEncryptor(cmk, dataKey, lease.encrypted(), threads);
        } finally {
            dataKey.destroy();
        }
    }

    /**
     * Begins to open an envelope.
     *
     * @param expected the only CMK that may have made it, null for any
     */
    public EnvelopeOperation decryptor(@Nullable Cmk expected, EncryptionContext context) {
        return decryptor(expected, context, StreamThreads.CALLER);
    }

    private EnvelopeOperation decryptor(
            @Nullable Cmk expected, EncryptionContext context, StreamThreads threads) {
        return new EnvelopeDecryptor(edk -> keys.toDecrypt(expected, edk, context), threads);
    }

    /** Encrypts all of the input, also in idle threads of the common pool; closes no stream. */
    public void encrypt(
            String keyIdOrAlias,
            EncryptionContext context,
            InputStream plaintext,
            OutputStream envelope)
            throws IOException {
        Cmk cmk = lookup.byKeyIdOrAlias(keyIdOrAlias);
        new EnvelopeCopy(encryptor(cmk, context, StreamThreads.COMMON_POOL))
                .run(plaintext, envelope);
    }

    /**
     * Decrypts all of the input, also in idle threads of the common pool; closes no stream. What
     * was written when an exception comes is authentic, but not the whole.
     *
     * @throws KmsException with InvalidParameter when the input is no whole envelope
     */
    public void decrypt(EncryptionContext context, InputStream envelope, OutputStream plaintext)
            throws IOException {
        new EnvelopeCopy(decryptor(null, context, StreamThreads.COMMON_POOL))
                .run(envelope, plaintext);
    }
}
