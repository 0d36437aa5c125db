package org.kmsjca.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKey;
import org.kmsjca.EncryptionContext;
import org.kmsjca.KmsException;
import org.kmsjca.crypto.streaming.SegmentedStream;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.KeyLookup;
import org.kmsjca.kms.KmsErrors;

/**
 * Envelope encryption: data of any length under a data key, in one stream with the EDK.
 * Thread-safe; the operations that it gives are for one thread each.
 */
public final class EnvelopeEncryption {
    private static final int CHUNK = 64 * 1024;

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
        EnvelopeKeys.Lease lease = keys.toEncrypt(cmk, context);
        DataKey dataKey = lease.dataKey();
        try {
            return new EnvelopeEncryptor(cmk, dataKey, lease.encrypted());
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
        return new EnvelopeDecryptor(edk -> keys.toDecrypt(expected, edk, context));
    }

    /** Encrypts all of the input; neither stream is closed. */
    public void encrypt(
            String keyIdOrAlias,
            EncryptionContext context,
            InputStream plaintext,
            OutputStream envelope)
            throws IOException {
        copy(encryptor(lookup.byKeyIdOrAlias(keyIdOrAlias), context), plaintext, envelope);
    }

    /**
     * Decrypts all of the input; neither stream is closed. What was written when an exception comes
     * is authentic, but not the whole.
     *
     * @throws KmsException with InvalidParameter when the input is no whole envelope
     */
    public void decrypt(EncryptionContext context, InputStream envelope, OutputStream plaintext)
            throws IOException {
        copy(decryptor(null, context), envelope, plaintext);
    }

    private static void copy(EnvelopeOperation operation, InputStream source, OutputStream target)
            throws IOException {
        byte[] input = new byte[CHUNK];
        byte[] output = new byte[2 * CHUNK];
        try {
            for (int length; (length = source.readNBytes(input, 0, CHUNK)) > 0; ) {
                target.write(output, 0, operation.update(input, 0, length, output, 0));
            }
            target.write(output, 0, operation.finish(output, 0));
        } catch (AEADBadTagException e) {
            throw KmsErrors.envelopeNotAuthentic(e);
        } finally {
            operation.wipe();
            Arrays.fill(input, (byte) 0);
            Arrays.fill(output, (byte) 0);
        }
    }
}
