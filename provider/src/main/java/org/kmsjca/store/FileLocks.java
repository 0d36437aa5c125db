package org.kmsjca.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Locks of files that are waited for, for a while. */
final class FileLocks {
    private static final long PAUSE_MILLIS = 1;

    private FileLocks() {}

    /** Gives the lock of the whole file; null where others have it all the time, or it has none. */
    static @Nullable FileLock within(Duration patience, FileChannel channel) throws IOException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos()) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (OverlappingFileLockException e) {
                return null; // of this process, by another name of the file
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }
}
