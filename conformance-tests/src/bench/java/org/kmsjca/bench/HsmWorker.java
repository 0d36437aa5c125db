package org.kmsjca.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The JVM of {@link HsmTable}: for each line of its input, ROAD OPERATION SIZE THREADS
 * MILLISECONDS, it prints operations per second and the median time of one in microseconds.
 */
public final class HsmWorker {
    /** What ECDSA takes for a digest, too. */
    private static final int WARM_UP_BYTES = 32;

    private HsmWorker() {}

    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Map<HsmKeys.Road, HsmKeys> keys = new EnumMap<>(HsmKeys.Road.class);
        try (HsmTokens tokens = new HsmTokens("hsm.sessions=16")) {
            for (HsmKeys.Road road : HsmKeys.Road.values()) {
                keys.put(road, new HsmKeys(tokens, road));
                warmUp(keys.get(road));
            }
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ");
                System.out.println(
                        "= "
                                + measured(
                                        keys.get(HsmKeys.Road.valueOf(words[0])),
                                        HsmKeys.Operation.valueOf(words[1]),
                                        Integer.parseInt(words[2]),
                                        Integer.parseInt(words[3]),
                                        Integer.parseInt(words[4])));
            }
        }
    }

    /** By a number of operations: a time is not enough on a machine with other work. */
    private static void warmUp(HsmKeys keys) throws Exception {
        for (HsmKeys.Operation operation : HsmKeys.Operation.values()) {
            HsmKeys.Work work = keys.work(operation, WARM_UP_BYTES);
            for (int i = 0; i < (operation == HsmKeys.Operation.RSA ? 1_500 : 10_000); i++) {
                work.once();
            }
        }
    }

    private static String measured(
            HsmKeys keys, HsmKeys.Operation operation, int size, int threads, int milliseconds)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long end = System.nanoTime() + milliseconds * 1_000_000L;
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> times(keys.work(operation, size), end)));
            }
            long[] all = new long[0];
            for (Future<long[]> one : running) {
                long[] more = one.get();
                int before = all.length;
                all = Arrays.copyOf(all, before + more.length);
                System.arraycopy(more, 0, all, before, more.length);
            }
            Arrays.sort(all);
            return all.length * 1000L / milliseconds + " " + all[all.length / 2] / 1e3;
        } finally {
            pool.shutdown();
        }
    }

    private static long[] times(HsmKeys.Work work, long end) throws Exception {
        long[] times = new long[1024];
        int count = 0;
        long before = System.nanoTime();
        do {
            work.once();
            long after = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = after - before;
            before = after;
        } while (before < end);
        return Arrays.copyOf(times, count);
    }
}
