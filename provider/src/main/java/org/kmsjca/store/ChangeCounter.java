package org.kmsjca.store;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.kmsjca.KmsException;

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
 * <p>The number is a hint from a file that anybody with write access to the directory can spoil, so
 * that the database itself is looked into at least every {@link #LOOK_INTERVAL} while the program
 * asks. A look also notices that the file was deleted, replaced or truncated, and maps it anew. An
 * access to a truncated file faults; it counts as a change, and no caller sees the fault.
 */
final class ChangeCounter implements ChangeSignal {
    static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private static final VarHandle VALUE =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOTHING = -2;

    private final Path file;
    private final boolean writing;
    private final SparseTimer look = new SparseTimer(LOOK_INTERVAL);
    private final AtomicLong lastPoll = new AtomicLong(System.nanoTime());
    private volatile Mapping mapping;
    private volatile long seen = NOTHING;

    private ChangeCounter(Path file, Mapping mapping, boolean writing) {
        this.file = file;
        this.writing = writing;
        this.mapping = mapping;
    }

    /**
     * The file as it is mapped.
     *
     * @param shared false when it cannot be mapped, so that nothing is known of other processes
     */
    private record Mapping(ByteBuffer buffer, FileIdentity identity, boolean shared) {}

    static ChangeCounter open(Path file) throws IOException {
        return new ChangeCounter(file, map(file), true);
    }

    /** A counter of one who only reads; the file may be missing, then looks have to do. */
    static ChangeCounter ofReader(Path file) {
        return new ChangeCounter(file, mapForReading(file), false);
    }

    /** Opening a pipe would wait for its other end, and a link leads to somebody's file. */
    private static void requireRegular(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file; remove it");
        }
    }

    private static FileChannel openToRead(Path file) throws IOException {
        requireRegular(file);
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private static Mapping mapForReading(Path file) {
        boolean interrupted = Thread.interrupted(); // as below
        try (FileChannel channel = openToRead(file)) {
            if (channel.size() >= Long.BYTES) {
                ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
                return new Mapping(buffer, FileIdentity.of(file), true);
            }
        } catch (IOException e) {
            // As where there is none.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new Mapping(
                ByteBuffer.allocateDirect(Long.BYTES), new FileIdentity(false, 0, null), true);
    }

    private static Mapping map(Path file) throws IOException {
        requireRegular(file);
        // Mapping fails in an interrupted thread; opening the store need not.
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = OwnerOnly.open(file)) {
            ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            return new Mapping(buffer, FileIdentity.of(file), true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Maps the file anew when it is no longer the one that is mapped, or too short. */
    @Override
    public void follow() {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                mapAnewIfReplaced();
                return;
            } catch (InternalError | IndexOutOfBoundsException e) {
                // The JVM tells of an access that faulted at some later moment: at this one. In the
                // middle of the JDK's own code it may come out as another exception.
            }
        }
        withoutFile();
    }

    private void mapAnewIfReplaced() {
        try {
            Mapping current = mapping;
            FileIdentity now = FileIdentity.of(file);
            if (!current.shared()
                    || now.size() < Long.BYTES
                    || now.isOtherThan(current.identity())) {
                forget();
                mapping = writing ? map(file) : mapForReading(file);
            }
        } catch (IOException e) {
            withoutFile();
        }
    }

    /** Until the file can be mapped again, every question is answered by the database. */
    private void withoutFile() {
        forget();
        mapping =
                new Mapping(
                        ByteBuffer.allocateDirect(Long.BYTES),
                        new FileIdentity(false, 0, null),
                        false);
    }

    /** Whether the database must be looked into; true may be a false alarm. */
    @Override
    public boolean hasChanged() {
        Mapping current = mapping;
        try {
            long value = load(current.buffer());
            return value != seen
                    || look.isDue()
                    || !current.shared()
                    || (isOdd(value) && isPollDue());
        } catch (InternalError e) {
            return true; // the file was truncated
        }
    }

    /** Whether nothing is known to have changed, so that only the interval calls for a look. */
    @Override
    public boolean isQuiet() {
        long value = read();
        return value == seen && mapping.shared() && !isOdd(value);
    }

    @Override
    public long read() {
        try {
            return load(mapping.buffer());
        } catch (InternalError e) {
            follow();
            return NOTHING;
        }
    }

    @Override
    public void remember(long mark, StoreState state) {
        remember(mark);
    }

    /** Each look is carried out, as it finds what the number does not tell. */
    @Override
    public boolean isKnownSince(long mark) {
        return false;
    }

    /** The store's files are at hand, or nothing is. */
    @Override
    public boolean isBorne(KmsException failure) {
        return false;
    }

    @Override
    public void close() {
        // The mapping goes with this object.
    }

    /** Everything committed before the number was this is known. */
    void remember(long value) {
        look.restart();
        seen = value;
    }

    /** Nothing is known for sure: {@link #hasChanged} answers true until the next remember. */
    @Override
    public void forget() {
        seen = NOTHING;
    }

    boolean isOdd() {
        return isOdd(read());
    }

    /** Announces a commit; only with the database's write lock held. */
    @Override
    public long beginCommit() {
        while (true) {
            long value = read();
            long odd = isOdd(value) ? value + 2 : value + 1;
            if (replace(value, odd)) {
                return odd;
            }
        }
    }

    /**
     * Ends what {@link #beginCommit} announced, after COMMIT or ROLLBACK.
     *
     * @return the number to remember when the outcome is known in memory
     */
    @Override
    public long endCommit(long odd) {
        return replace(odd, odd + 1) ? odd + 1 : odd;
    }

    private boolean replace(long value, long next) {
        try {
            ByteBuffer buffer = mapping.buffer();
            boolean replaced = VALUE.compareAndSet(buffer, 0, value, next);
            load(buffer);
            return replaced;
        } catch (InternalError e) {
            follow();
            return false;
        }
    }

    /** Makes the number even after a writer died; only with the database's write lock held. */
    void repair() {
        long value = read();
        if (isOdd(value)) {
            endCommit(value);
        }
    }

    /**
     * Reads the number. A plain load that faults in compiled code gives whatever its register held,
     * which may be the number seen last; a copy that faults leaves its target as it was.
     *
     * @throws InternalError when the file is too short
     */
    private static long load(ByteBuffer from) {
        byte[] to = new byte[Long.BYTES];
        WORD.set(to, 0, NOTHING);
        from.get(0, to);
        VarHandle.acquireFence();
        long value = (long) WORD.get(to, 0);
        if (value == NOTHING) {
            throw faulted();
        }
        return value;
    }

    /**
     * Takes the error that the JVM owes this thread for the fault. It would throw it when the
     * thread next comes out of the virtual machine, which may be anywhere; what comes out first
     * here is a call that makes objects there (on Java 17 not every native method will do).
     */
    private static InternalError faulted() {
        try {
            StackTraceElement[] taken = Thread.currentThread().getStackTrace();
            return new InternalError("the file is too short, seen " + taken.length + " calls deep");
        } catch (InternalError e) {
            return e;
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
