package org.kmsjca.cli;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

/** Takes the pieces of a file one after the other, as update methods of the JCA do. */
interface DemoPieces {
    int SIZE = 64 * 1024;

    void take(byte[] piece, int length) throws GeneralSecurityException, IOException;

    /** Gives the sink all of the source. */
    static void of(InputStream source, DemoPieces sink)
            throws GeneralSecurityException, IOException {
        byte[] piece = new byte[SIZE];
        for (int length = source.read(piece); length >= 0; length = source.read(piece)) {
            sink.take(piece, length);
        }
    }
}
