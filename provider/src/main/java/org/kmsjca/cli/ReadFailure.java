package org.kmsjca.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A source could not be read; so that nobody takes it for a failure of the target. */
final class ReadFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient IOException failure;

    private ReadFailure(IOException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    IOException failure() {
        return failure;
    }

    /** The same source, whose failures are of this type. */
    static InputStream marked(InputStream source) {
        return new FilterInputStream(source) {
            @Override
            public int read() throws IOException {
                try {
                    return super.read();
                } catch (IOException e) {
                    throw new ReadFailure(e);
                }
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return super.read(target, offset, length);
                } catch (IOException e) {
                    throw new ReadFailure(e);
                }
            }
        };
    }
}
