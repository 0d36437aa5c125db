package org.kmsjca.store;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells in a nanosecond whether some process has committed since this one last looked: a number in
 * an 8-byte file beside the database, mapped by every process that has the store open.
 *
 * <p>Protocol. A writer, which holds the database's write lock, raises the number to the next odd
 * value before COMMIT, and after COMMIT or ROLLBACK to the even value that follows, unless another
 * writer has raised it further meanwhile. The number never falls. A reader takes the number before
 * its read transaction and remembers it. So a reader that misses a commit has remembered a smaller
 * number than the file holds once that commit is acknowledged. A number that stays odd means a
 * commit in flight, or a writer that died between; then the reader looks into the database every
 * {@link #POLL_INTERVAL}, until the next writer, or the next process to open the store, makes it
 * even again.
 *
 * <p>The file must not be deleted while a process has the store open.
 */
final class ChangeCounter {
    static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private static final VarHandle VALUE =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOTHING = -2;

    private final ByteBuffer buffer;
    private final AtomicLong lastPoll = new AtomicLong(System.nanoTime());
    private volatile long seen = NOTHING;

    private ChangeCounter(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    static ChangeCounter open(Path file) throws IOException {
        // Mapping fails in an interrupted thread; opening the store need not.
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        OwnerOnly.file(file))) {
            return new ChangeCounter(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the database must be looked into; true may be a false alarm. */
    boolean hasChanged() {
        long value = read();
        return value != seen || (isOdd(value) && isPollDue());
    }

    long read() {
        return (long) VALUE.getVolatile(buffer, 0);
    }

    /** Everything committed before the number was this is known. */
    void remember(long value) {
        seen = value;
    }

    /** Nothing is known for sure: {@link #hasChanged} answers true until the next remember. */
    void forget() {
        seen = NOTHING;
    }

    boolean isOdd() {
        return isOdd(read());
    }

    /** Announces a commit; only with the database's write lock held. */
    long beginCommit() {
        while (true) {
            long value = read();
            long odd = isOdd(value) ? value + 2 : value + 1;
            if (VALUE.compareAndSet(buffer, 0, value, odd)) {
                return odd;
            }
        }
    }

    /**
     * Ends what {@link #beginCommit} announced, after COMMIT or ROLLBACK.
     *
     * @return the number to remember when the outcome is known in memory
     */
    long endCommit(long odd) {
        return VALUE.compareAndSet(buffer, 0, odd, odd + 1) ? odd + 1 : odd;
    }

    /** Makes the number even after a writer died; only with the database's write lock held. */
    void repair() {
        long value = read();
        if (isOdd(value)) {
            endCommit(value);
        }
    }

    private boolean isPollDue() {
        long now = System.nanoTime();
        long last = lastPoll.get();
        return now - last >= POLL_INTERVAL.toNanos() && lastPoll.compareAndSet(last, now);
    }

    private static boolean isOdd(long value) {
        return (value & 1) != 0;
    }
}
