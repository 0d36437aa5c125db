package org.kmsjca.crypto.streaming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.kmsjca.mechanism.CipherDirection;

/**
 * Encrypts or decrypts the segments of one stream, a long run of them in several threads: the
 * caller's and those of the common pool that are idle. A pool that is busy or has none delays
 * nothing, as the caller takes back what no thread has begun. Not thread-safe.
 */
final class SegmentCiphers {
    /** Of a run, so that it is worth a thread. */
    private static final int FEWEST_SEGMENTS = 4;

    /** More gain nothing: reading and writing take longer then. */
    private static final int MOST_THREADS = 8;

    private final Supplier<SegmentCipher> source;
    private final int threads;
    private final List<SegmentCipher> ciphers = new ArrayList<>();

    /**
     * For the stream with this header.
     *
     * @param key the caller's to wipe
     */
    SegmentCiphers(
            CipherDirection direction,
            StreamHeader header,
            byte[] key,
            byte[] associatedData,
            StreamThreads threads) {
        byte[] derived = header.segmentKey(key, associatedData);
        SecretKeySpec segmentKey;
        try {
            segmentKey = new SecretKeySpec(derived, "AES");
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
        byte[] noncePrefix = header.noncePrefix();
        this.source = () -> new SegmentCipher(direction, segmentKey, noncePrefix);
        this.threads =
                threads == StreamThreads.CALLER
                        ? 1
                        : Math.min(MOST_THREADS, 1 + ForkJoinPool.getCommonPoolParallelism());
        ciphers.add(source.get());
    }

    /** The cipher of the caller's thread. */
    SegmentCipher first() {
        return ciphers.get(0);
    }

    /**
     * Writes the segments and returns their length.
     *
     * @throws AEADBadTagException when one of them is not authentic; the output is wiped
     */
    int process(SegmentRun run) throws AEADBadTagException {
        boolean done = false;
        try {
            int parts = Math.min(threads, run.count() / FEWEST_SEGMENTS);
            if (parts <= 1) {
                run.process(first(), 0, run.count());
            } else {
                inParts(run, parts);
            }
            done = true;
            return run.written();
        } finally {
            if (!done) {
                run.wipeOutput();
            }
        }
    }

    private void inParts(SegmentRun run, int count) throws AEADBadTagException {
        while (ciphers.size() < count) {
            ciphers.add(source.get());
        }
        List<Part> parts = new ArrayList<>(count);
        List<ForkJoinTask<?>> tasks = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            Part part =
                    new Part(
                            run,
                            ciphers.get(index),
                            run.count() * index / count,
                            run.count() * (index + 1) / count);
            parts.add(part);
            tasks.add(ForkJoinTask.adapt(part));
        }
        ForkJoinTask.invokeAll(tasks);
        for (Part part : parts) {
            part.check();
        }
    }

    /** Segments of one thread. Keeps what fails, so that all parts have ended when the run has. */
    private static final class Part implements Runnable {
        private final SegmentRun run;
        private final SegmentCipher cipher;
        private final int from;
        private final int to;
        private @Nullable Throwable failure;

        Part(SegmentRun run, SegmentCipher cipher, int from, int to) {
            this.run = run;
            this.cipher = cipher;
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            try {
                run.process(cipher, from, to);
            } catch (Throwable e) {
                failure = e;
            }
        }

        void check() throws AEADBadTagException {
            if (failure instanceof AEADBadTagException e) {
                throw e;
            } else if (failure != null) {
                throw new IllegalStateException("segments were not processed", failure);
            }
        }
    }
}
