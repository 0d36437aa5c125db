package org.kmsjca.kms.envelope;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.kmsjca.DataKey;
import org.kmsjca.crypto.streaming.SegmentedStream;
import org.kmsjca.kms.KmsErrors;

/** Opens one envelope. */
final class EnvelopeDecryptor implements EnvelopeOperation {
    private static final int HEADERS = EnvelopeHeader.LENGTH + SegmentedStream.HEADER_LENGTH;

    private final DataKeyOpener dataKeys;
    private final byte[] headers = new byte[HEADERS];
    private int headersLength;

    /** Of the content, null until the headers are complete. */
    private @Nullable SegmentedStream stream;

    /** Asks the CMK that opened the data key, at each call, whether it may still do that. */
    private Runnable permission = () -> {};

    EnvelopeDecryptor(DataKeyOpener dataKeys) {
        this.dataKeys = dataKeys;
    }

    /** Decrypts data keys. */
    interface DataKeyOpener {
        /**
         * The data key of the EDK, a copy for the caller to destroy, and the CMK that opened it.
         */
        EnvelopeKeys.Opened open(byte[] encryptedDataKey);
    }

    @Override
    public long updateSize(int length) {
        return stream != null ? stream.updateSize(length) : finalSize(length);
    }

    @Override
    public long finalSize(int length) {
        if (stream != null) {
            return stream.finalSize(length);
        }
        long content = (long) headersLength + length - HEADERS;
        return content <= 0
                ? 0
                : SegmentedStream.plaintextLength(content, EnvelopeHeader.SEGMENT_SIZE);
    }

    @Override
    public int update(byte[] input, int offset, int length, byte[] output, int outputOffset)
            throws AEADBadTagException {
        permission.run();
        SegmentedStream content = stream;
        int taken = 0;
        if (content == null) {
            taken = Math.min(length, HEADERS - headersLength);
            System.arraycopy(input, offset, headers, headersLength, taken);
            headersLength += taken;
            if (headersLength < HEADERS) {
                return 0;
            }
            content = open();
            stream = content;
        }
        return content.update(input, offset + taken, length - taken, output, outputOffset);
    }

    private SegmentedStream open() throws AEADBadTagException {
        byte[] header = Arrays.copyOf(headers, EnvelopeHeader.LENGTH);
        EnvelopeKeys.Opened opened = dataKeys.open(EnvelopeHeader.parse(header).encryptedDataKey());
        permission = opened.permission();
        DataKey dataKey = opened.dataKey();
        byte[] clear = dataKey.getEncoded();
        try {
            return SegmentedStream.decrypting(
                    clear,
                    header,
                    EnvelopeHeader.SEGMENT_SIZE,
                    Arrays.copyOfRange(headers, EnvelopeHeader.LENGTH, HEADERS));
        } finally {
            Arrays.fill(clear, (byte) 0);
            dataKey.destroy();
        }
    }

    @Override
    public int finish(byte[] output, int outputOffset) throws AEADBadTagException {
        permission.run();
        SegmentedStream content = stream;
        if (content == null) {
            throw KmsErrors.invalid(
                    "this is no envelope of the KMS, or only its beginning: it has %s bytes"
                            .formatted(headersLength));
        }
        return content.finish(output, outputOffset);
    }

    @Override
    public void wipe() {
        if (stream != null) {
            stream.wipe();
        }
    }
}
