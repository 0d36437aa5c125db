package org.kmsjca.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one buffer in a thread of its own while the next one is filled, so that two processors
 * share the work. The thread takes what there is as soon as it can write: nothing waits for more
 * input. In order; a failed write is told by a later call, {@link #flush} at the latest. Does not
 * close what it writes to. For one thread.
 */
final class DoubleBufferedOutput extends OutputStream {
    private static final int SIZE = 512 * 1024;

    private final OutputStream target;
    private final Thread writer = new Thread(this::writeAll, "kms writer");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // The lock guards all of these; what is in writing is the writer's while it writes.
    private byte[] filling = new byte[SIZE];
    private byte[] writing = new byte[SIZE];
    private int length;
    private boolean isWriting;
    private boolean closed;
    private @Nullable Throwable failure;

    DoubleBufferedOutput(OutputStream target) {
        this.target = target;
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        lock.lock();
        try {
            for (int done = 0; done < count; ) {
                await(() -> length < SIZE);
                int part = Math.min(count - done, SIZE - length);
                System.arraycopy(bytes, offset + done, filling, length, part);
                length += part;
                done += part;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(BooleanSupplier condition) throws IOException {
        try {
            while (!condition.getAsBoolean() && failure == null) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was written");
        }
        if (failure instanceof IOException told) {
            throw told;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            await(() -> length == 0 && !isWriting);
        } finally {
            lock.unlock();
        }
        target.flush();
    }

    /** Runs in the writer, until it is closed or a write fails; wipes what may be plaintext. */
    private void writeAll() {
        try {
            for (int count; (count = next()) > 0; ) {
                target.write(writing, 0, count);
            }
        } catch (Throwable e) {
            end(e);
            return;
        }
        end(null);
    }

    /** Gives how many bytes of the buffer to write there are, once there are any; 0 at the end. */
    private int next() {
        lock.lock();
        try {
            isWriting = false;
            changed.signalAll();
            while (length == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return 0;
            }
            byte[] full = filling;
            int count = length;
            filling = writing;
            writing = full;
            length = 0;
            isWriting = true;
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            Arrays.fill(filling, (byte) 0);
            Arrays.fill(writing, (byte) 0);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the write under way, and ends the thread. What was not flushed is not written, and
     * what failed was told.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
