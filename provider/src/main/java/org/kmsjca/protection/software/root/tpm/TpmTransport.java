package org.kmsjca.protection.software.root.tpm;

import java.io.Closeable;
import java.io.IOException;

/** One connection to a TPM, as bytes: a whole command goes out, its whole response comes back. */
interface TpmTransport extends Closeable {
    /** Most bytes of a command or a response. */
    int MAXIMUM_SIZE = 4096;

    /** Sends a command and waits for its response. */
    byte[] exchange(byte[] command) throws IOException;

    @Override
    void close();
}
