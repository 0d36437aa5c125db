package org.kmsjca.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.kmsjca.kms.KmsErrors;

/** Runs a whole input through one envelope operation. For one use. */
final class EnvelopeCopy {
    /** Bytes that a read waits for: an input that comes in drops is not worked on for each. */
    private static final int PIECE = 64 * 1024;

    /** Most bytes of one read, of an input that is there already: work for several threads. */
    private static final int MOST = 16 * PIECE;

    private final EnvelopeOperation operation;
    private byte[] input = new byte[PIECE];
    private byte[] output = new byte[2 * PIECE];

    EnvelopeCopy(EnvelopeOperation operation) {
        this.operation = operation;
    }

    /** Closes no stream; wipes what was read and written. */
    void run(InputStream source, OutputStream target) throws IOException {
        try {
            int length;
            do {
                length = read(source);
                target.write(output, 0, operation.update(input, 0, length, output, 0));
            } while (length >= PIECE);
            target.write(output, 0, operation.finish(output, 0));
        } catch (AEADBadTagException e) {
            throw KmsErrors.envelopeNotAuthentic(e);
        } finally {
            operation.wipe();
            wipe();
        }
    }

    /** Gives how much was read, less than a piece at the end of the input only. */
    private int read(InputStream source) throws IOException {
        int length = source.readNBytes(input, 0, PIECE);
        if (length < PIECE || source.available() <= 0) {
            return length;
        }
        grow();
        while (length < MOST && source.available() > 0) {
            int more = source.read(input, length, MOST - length);
            if (more < 0) {
                break;
            }
            length += more;
        }
        return length;
    }

    private void grow() {
        if (input.length < MOST) {
            byte[] larger = Arrays.copyOf(input, MOST);
            wipe();
            input = larger;
            output = new byte[MOST + PIECE];
        }
    }

    private void wipe() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }
}
