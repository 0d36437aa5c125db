package org.kmsjca.kms;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.kmsjca.mechanism.CipherOperation;

/**
 * A ciphertext with its parameters and additional data, kept until its end because any version of a
 * CMK may have made it.
 */
final class KeptMessage {
    private final AlgorithmParameterSpec parameters;
    private final ByteArrayOutputStream aad = new ByteArrayOutputStream();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();

    /** The initialisation id of the operation that has the additional data. */
    private long informed = -1;

    KeptMessage(AlgorithmParameterSpec parameters) {
        this.parameters = parameters;
    }

    AlgorithmParameterSpec parameters() {
        return parameters;
    }

    void addAad(byte[] source, int offset, int length) {
        aad.write(source, offset, length);
    }

    void addInput(byte[] source, int offset, int length) {
        input.write(source, offset, length);
    }

    /** The length of the input so far. */
    int inputLength() {
        return input.size();
    }

    /**
     * The input with its last part; the message stays as it was.
     *
     * @param output what a wrong version will overwrite with zeros
     */
    ByteBuffer whole(byte[] last, int offset, int length, byte[] output) {
        if (input.size() == 0 && last != output) {
            return ByteBuffer.wrap(last, offset, length);
        }
        byte[] whole = Arrays.copyOf(input.toByteArray(), Math.addExact(input.size(), length));
        System.arraycopy(last, offset, whole, input.size(), length);
        return ByteBuffer.wrap(whole);
    }

    /** Runs an operation, which was initialised for the message, to the end of it. */
    int finish(CipherOperation operation, ByteBuffer whole, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        if (aad.size() > 0 && operation.initializationId() != informed) {
            operation.updateAad(aad.toByteArray(), 0, aad.size());
        }
        informed = operation.initializationId();
        return operation.doFinal(
                whole.array(),
                whole.arrayOffset() + whole.position(),
                whole.remaining(),
                output,
                outputOffset);
    }
}
