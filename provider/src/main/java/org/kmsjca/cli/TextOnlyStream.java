package org.kmsjca.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The terminal, which takes text only: control characters in it do anything. */
final class TextOnlyStream extends FilterOutputStream {
    private static final String ALLOWED = "\t\n\f\r";
    private static final int DELETE = 0x7f;

    TextOnlyStream(OutputStream terminal) {
        super(terminal);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            boolean control = b >= 0 && b < ' ';
            if ((control && ALLOWED.indexOf(b) < 0) || b == DELETE) {
                throw new IOException(
                        "the data are binary, which a terminal cannot show: name a file, or"
                                + " --force");
            }
        }
        out.write(bytes, offset, length);
    }
}
