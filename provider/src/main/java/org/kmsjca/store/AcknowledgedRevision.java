package org.kmsjca.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.kmsjca.text.Loggers;

/**
 * Remembers outside of the database which revision was acknowledged last, so that a database that
 * was put back, or lost its write-ahead log, is noticed.
 *
 * <p>The file has two slots of text; a revision is written to the one that its parity names, so
 * that a torn write leaves the one before. It is written after COMMIT, and not forced to the disk:
 * after a power failure it may be older than the database, never newer. A change of the root key
 * writes it before COMMIT, {@link #writeAhead}.
 */
final class AcknowledgedRevision {
    private static final String SUFFIX = ".revision";
    private static final String MAGIC = "kms-revision-1";
    private static final int SLOT_BYTES = 256;
    private static final int SLOTS = 2;
    private static final int WORDS = 5;

    /** How long another program, which may be stopped, keeps this one from writing. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path file;
    private final RecordMacs macs;
    private volatile boolean failed;

    /** The same object for all that use the file in this JVM, as its locks are the process's. */
    private final Object lock;

    /**
     * @param file the record's own
     */
    AcknowledgedRevision(Path file, RecordMacs macs) {
        this.file = file;
        this.macs = macs;
        this.lock = ("org.kmsjca.store.revision " + file.toAbsolutePath().normalize()).intern();
    }

    /** The record's file. */
    Path file() {
        return file;
    }

    /** The file beside a database. */
    static Path fileOf(Path databaseFile) {
        return databaseFile.resolveSibling(databaseFile.getFileName() + SUFFIX);
    }

    /**
     * What was acknowledged.
     *
     * @param storeMac the MAC of the store's own row at that revision
     */
    @SuppressWarnings("ArrayRecordComponent") // compared at once and dropped
    record Noted(long revision, byte[] storeMac) {
        static final Noted NOTHING = new Noted(-1, new byte[0]);

        /** There is something, and nothing of it is authentic. */
        static final Noted DAMAGED = new Noted(-2, new byte[0]);

        boolean isNothing() {
            return revision == NOTHING.revision;
        }

        boolean isDamaged() {
            return revision == DAMAGED.revision;
        }

        /** Whether the store is the one that was acknowledged, or a later one. */
        boolean isReachedBy(StoreState state, RecordMacs macs) {
            if (isDamaged()) {
                return false;
            }
            return state.revision() > revision
                    || (state.revision() == revision
                            && RecordMacs.matches(macs.store(state), storeMac));
        }
    }

    /** The latest that is authentic; {@link Noted#NOTHING} only where there is no record. */
    Noted read() {
        try {
            byte[] content = content();
            if (content == null) {
                return Noted.NOTHING;
            }
            Noted latest = latest(content);
            // One of no bytes was made, and is not yet written.
            return latest.isNothing() && content.length > 0 ? Noted.DAMAGED : latest;
        } catch (IOException e) {
            warn("cannot be read", e);
            return Noted.DAMAGED;
        }
    }

    /** The id of the store that the record names, where that is another one; else null. */
    @Nullable String otherStore() {
        try {
            byte[] content = content();
            for (int slot = 0; content != null && slot < SLOTS; slot++) {
                String[] words = words(content, slot);
                if (words.length == WORDS && !words[1].equals(macs.storeId())) {
                    return words[1];
                }
            }
        } catch (IOException e) {
            return null; // which is told already
        }
        return null;
    }

    /** Null where there is none. */
    private byte @Nullable [] content() throws IOException {
        synchronized (lock) { // closing the file would give up a lock of this process
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > SLOTS * SLOT_BYTES) {
                return new byte[1];
            }
            return Files.readAllBytes(file);
        }
    }

    private Noted latest(byte[] content) {
        Noted even = slot(content, 0);
        Noted odd = slot(content, 1);
        return even.revision() > odd.revision() ? even : odd;
    }

    private static String[] words(byte[] content, int slot) {
        if (content.length < (slot + 1) * SLOT_BYTES) {
            return new String[0];
        }
        String text = new String(content, slot * SLOT_BYTES, SLOT_BYTES, StandardCharsets.US_ASCII);
        String[] words = text.strip().split(" ");
        return words[0].equals(MAGIC) ? words : new String[0];
    }

    private Noted slot(byte[] content, int slot) {
        String[] words = words(content, slot);
        if (words.length != WORDS) {
            return Noted.NOTHING;
        }
        try {
            long revision = Long.parseLong(words[2]);
            byte[] storeMac = HexFormat.of().parseHex(words[3]);
            byte[] mac = HexFormat.of().parseHex(words[4]);
            return RecordMacs.matches(macs.acknowledged(revision, storeMac), mac)
                    ? new Noted(revision, storeMac)
                    : Noted.NOTHING;
        } catch (IllegalArgumentException e) {
            return Noted.NOTHING;
        }
    }

    /** Notes a state that is committed. Never throws: it cannot be taken back. */
    void write(StoreState state) {
        try {
            write(state, false);
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                warn("cannot be written", e);
            }
        }
    }

    /**
     * Notes the state that is to be committed next, under these MACs, which are others than those
     * of the state before: whoever comes after a crash finds one of the two, whichever of the root
     * keys the store has then. Both are on the disk when this returns.
     *
     * @param ofBefore the record under the MACs of the state before, which has the other slot
     */
    void writeAhead(AcknowledgedRevision ofBefore, StoreState before, StoreState next)
            throws IOException {
        ofBefore.write(before, true);
        write(next, true);
    }

    /** Does nothing where another program was faster and has noted what came after. */
    private void write(StoreState state, boolean force) throws IOException {
        boolean interrupted = Thread.interrupted(); // which would close the channel
        synchronized (lock) {
            try (FileChannel channel = OwnerOnly.open(file);
                    FileLock held = FileLocks.within(PATIENCE, channel)) {
                if (channel.size() > SLOTS * SLOT_BYTES) {
                    channel.truncate(SLOTS * SLOT_BYTES);
                }
                if (force
                        || held == null
                        || latest(content(channel)).revision() < state.revision()) {
                    int slot = (int) (state.revision() & 1);
                    channel.write(ByteBuffer.wrap(encode(state)), (long) slot * SLOT_BYTES);
                }
                if (force) {
                    channel.force(true);
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static byte[] content(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
            // Until its end.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private byte[] encode(StoreState state) {
        byte[] storeMac = macs.store(state);
        HexFormat hex = HexFormat.of();
        String text =
                String.join(
                        " ",
                        MAGIC,
                        macs.storeId(),
                        Long.toString(state.revision()),
                        hex.formatHex(storeMac),
                        hex.formatHex(macs.acknowledged(state.revision(), storeMac)));
        return (text + " ".repeat(SLOT_BYTES - 1 - text.length()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void warn(String what, IOException e) {
        Loggers.kms()
                .log(
                        System.Logger.Level.WARNING,
                        "the record {0} of the last revision {1}: an older copy of the store would not be"
                                + " noticed ({2})",
                        file,
                        what,
                        e);
    }
}
