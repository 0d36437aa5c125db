package org.kmsjca.kms.envelope;

import java.util.Arrays;
import java.util.function.LongConsumer;
import javax.crypto.AEADBadTagException;
import org.kmsjca.DataKey;
import org.kmsjca.crypto.streaming.SegmentedStream;
import org.kmsjca.kms.Cmk;
import org.kmsjca.kms.KmsCall;

/** Makes one envelope. */
final class EnvelopeEncryptor implements EnvelopeOperation {
    private static final byte[] WRITTEN = {};

    private final SegmentedStream stream;
    private final Cmk cmk;
    private final LongConsumer encrypted;
    private byte[] headers;

    /**
     * Under the data key, which the caller destroys.
     *
     * @param cmk is asked at each call whether it may still do that
     * @param encrypted is told of every piece how many bytes it has
     */
    EnvelopeEncryptor(Cmk cmk, DataKey dataKey, LongConsumer encrypted) {
        this.cmk = cmk;
        this.encrypted = encrypted;
        byte[] header = new EnvelopeHeader(dataKey.encrypted().toByteArray()).encoded();
        byte[] clear = dataKey.getEncoded();
        try {
            stream = SegmentedStream.encrypting(clear, header, EnvelopeHeader.SEGMENT_SIZE);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
        headers = Arrays.copyOf(header, header.length + SegmentedStream.HEADER_LENGTH);
        System.arraycopy(stream.header(), 0, headers, header.length, SegmentedStream.HEADER_LENGTH);
    }

    @Override
    public long updateSize(int length) {
        return headers.length + stream.updateSize(length);
    }

    @Override
    public long finalSize(int length) {
        return headers.length + stream.finalSize(length);
    }

    @Override
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws AEADBadTagException {
        cmk.authorize(KmsCall.GENERATE_DATA_KEY);
        int written = writeHeaders(output, outputOffset);
        encrypted.accept(length);
        return written + stream.update(input, offset, length, output, outputOffset + written);
    }

    @Override
    public int finish(byte[] output, int outputOffset) throws AEADBadTagException {
        cmk.authorize(KmsCall.GENERATE_DATA_KEY);
        int written = writeHeaders(output, outputOffset);
        return written + stream.finish(output, outputOffset + written);
    }

    private int writeHeaders(byte[] output, int offset) {
        int length = headers.length;
        System.arraycopy(headers, 0, output, offset, length);
        headers = WRITTEN;
        return length;
    }

    @Override
    public void wipe() {
        stream.wipe();
    }
}
