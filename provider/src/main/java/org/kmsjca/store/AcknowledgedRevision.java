package org.kmsjca.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Set;
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

    private final Path file;
    private final RecordMacs macs;
    private volatile boolean failed;

    /**
     * @param file the record's own
     */
    AcknowledgedRevision(Path file, RecordMacs macs) {
        this.file = file;
        this.macs = macs;
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
        byte[] content;
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Noted.NOTHING;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > SLOTS * SLOT_BYTES) {
                return Noted.DAMAGED;
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            warn("cannot be read", e);
            return Noted.DAMAGED;
        }
        if (content.length == 0) {
            return Noted.NOTHING; // made, and not yet written
        }
        Noted even = slot(content, 0);
        Noted odd = slot(content, 1);
        Noted latest = even.revision() > odd.revision() ? even : odd;
        return latest.isNothing() ? Noted.DAMAGED : latest;
    }

    private Noted slot(byte[] content, int slot) {
        if (content.length < (slot + 1) * SLOT_BYTES) {
            return Noted.NOTHING;
        }
        String text = new String(content, slot * SLOT_BYTES, SLOT_BYTES, StandardCharsets.US_ASCII);
        String[] words = text.strip().split(" ");
        if (words.length != 5 || !words[0].equals(MAGIC)) {
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

    private void write(StoreState state, boolean force) throws IOException {
        boolean interrupted = Thread.interrupted(); // which would close the channel
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        // Reading, too: opening a pipe to write alone would wait for a reader.
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        OwnerOnly.file(file))) {
            if (channel.size() > SLOTS * SLOT_BYTES) {
                channel.truncate(SLOTS * SLOT_BYTES);
            }
            int slot = (int) (state.revision() & 1);
            channel.write(ByteBuffer.wrap(encode(state)), (long) slot * SLOT_BYTES);
            if (force) {
                channel.force(true);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
