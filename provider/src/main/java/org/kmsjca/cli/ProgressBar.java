package org.kmsjca.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line on standard error that tells how far a file is; nothing where nobody looks on. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 40;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final double MEBIBYTE = 1 << 20;
    private static final int PERCENT = 100;
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter terminal;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long lastShown = start;
    private boolean visible;

    ProgressBar(PrintWriter terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    /** The stream, counted as it is read. */
    Counted count(InputStream stream, long size) {
        return new Counted(stream, size);
    }

    /** A stream that tells how far it was read. */
    final class Counted extends FilterInputStream {
        private final long size;
        private long bytes;

        private Counted(InputStream stream, long size) {
            super(stream);
            this.size = size;
        }

        long bytes() {
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) {
            bytes += read;
            long now = System.nanoTime();
            if (shown && now - start >= FIRST && now - lastShown >= INTERVAL) {
                lastShown = now;
                show(bytes, size, (now - start) / (double) TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private void show(long bytes, long size, double seconds) {
        String speed =
                String.format(
                        Locale.ROOT,
                        "%.0f MiB, %.0f MiB/s",
                        bytes / MEBIBYTE,
                        bytes / MEBIBYTE / seconds);
        String bar = "";
        if (size > 0) {
            double part = Math.min(1, bytes / (double) size);
            int full = (int) (part * WIDTH);
            bar =
                    String.format(
                            Locale.ROOT,
                            "[%s%s] %3.0f %%  ",
                            "=".repeat(full),
                            " ".repeat(WIDTH - full),
                            part * PERCENT);
        }
        terminal.print(CLEAR + bar + speed);
        terminal.flush();
        visible = true;
    }

    /** Leaves the line empty for what comes next. */
    @Override
    public void close() {
        if (visible) {
            terminal.print(CLEAR);
            terminal.flush();
        }
    }
}
