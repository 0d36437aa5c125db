package org.kmsjca.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it failed, for printers swallow it. A reader who has enough,
 * such as {@code head}, is no failure: the rest is dropped.
 */
final class PipeStream extends FilterOutputStream {
    private boolean readerGone;
    private @Nullable IOException failure;

    PipeStream(OutputStream target) {
        super(target);
    }

    /** Whether the reader has enough. */
    boolean isReaderGone() {
        return readerGone;
    }

    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (readerGone) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (isBrokenPipe(e)) {
                readerGone = true;
                return;
            }
            failure = e;
            throw e;
        }
    }

    /** The same stream, which fails when the reader has enough: for data that nobody waits for. */
    OutputStream failing() {
        return new FilterOutputStream(this) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                if (readerGone) {
                    throw new IOException("the reader of standard output has enough");
                }
            }
        };
    }

    private static boolean isBrokenPipe(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        // the second is what Windows says
        return message.contains("broken pipe") || message.contains("pipe is being closed");
    }
}
