package org.kmsjca.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes one buffer in a thread of its own while the next one is filled, so that two processors
 * share the work; a buffer that is not full goes when nothing is being written. In order; a failed
 * write is told by a later call, {@link #flush} at the latest. Does not close what it writes to.
 * For one thread.
 */
final class DoubleBufferedOutput extends OutputStream {
    private static final int SIZE = 512 * 1024;

    private final OutputStream target;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "kms writer");
                        thread.setDaemon(true);
                        return thread;
                    });
    private byte[] filling = new byte[SIZE];
    private byte[] writing = new byte[SIZE];
    private int length;
    private Future<?> written = CompletableFuture.completedFuture(null);

    DoubleBufferedOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, SIZE - length);
            System.arraycopy(bytes, offset + done, filling, length, part);
            length += part;
            done += part;
            if (length == SIZE) {
                swap();
            }
        }
        // The reader of a slow pipe gets what there is.
        if (length > 0 && written.isDone()) {
            swap();
        }
    }

    /** Hands over what is filled, once what was handed over before is written. */
    private void swap() throws IOException {
        await();
        byte[] full = filling;
        int count = length;
        filling = writing;
        writing = full;
        length = 0;
        written =
                writer.submit(
                        () -> {
                            target.write(full, 0, count);
                            return null;
                        });
    }

    private void await() throws IOException {
        try {
            written.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was written");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void flush() throws IOException {
        if (length > 0) {
            swap();
        }
        await();
        target.flush();
    }

    /**
     * Waits for the write under way, ends the thread, and wipes what may be plaintext. What was not
     * flushed is not written, and what failed was told.
     */
    @Override
    public void close() {
        writer.shutdown();
        try {
            await();
        } catch (IOException told) {
            // by write or flush
        }
        Arrays.fill(filling, (byte) 0);
        Arrays.fill(writing, (byte) 0);
    }
}
