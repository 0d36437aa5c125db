package org.kmsjca.bench;

import java.util.Arrays;

/**
 * The KMS, SunPKCS11 and the wrapper with a held session on one token in one JVM, a block of
 * operations each in turn, so that whatever else the machine does strikes all. Argument: how many
 * operations a block has, 100 without; with 1 each finds the caches full of the others' code.
 * Prints medians and 99th percentiles in microseconds, and the ratios of the medians.
 */
public final class HsmInTurn {
    private static final String[] ROADS = {"KMS", "WRAPPER", "SUN"};
    private static final int[] SIZES = {64, 1024, 65_536, 1_048_576};

    private HsmInTurn() {}

    /** One operation by one road. */
    private interface Operation {
        Object run(HsmBenchmark.Keys keys, HsmBenchmark.Work work) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int block = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
        HsmBenchmark benchmark = new HsmBenchmark();
        try (HsmTokens tokens = new HsmTokens()) {
            HsmBenchmark.Keys[] keys = new HsmBenchmark.Keys[ROADS.length];
            HsmBenchmark.Work[] works = new HsmBenchmark.Work[ROADS.length];
            for (int road = 0; road < ROADS.length; road++) {
                keys[road] = new HsmBenchmark.Keys();
                keys[road].by = ROADS[road];
                keys[road].open(tokens);
                works[road] = new HsmBenchmark.Work();
                works[road].open(keys[road]);
            }
            compare("RSA-2048", block, 3_000, keys, works, benchmark::rsa2048);
            compare("ECDSA P-256", block, 15_000, keys, works, benchmark::ecdsaP256);
            for (int size : SIZES) {
                HsmBenchmark.Message message = new HsmBenchmark.Message();
                message.size = size;
                message.prepare();
                int rounds = size > 65_536 ? 300 : 10_000;
                compare(
                        "AES-GCM " + size,
                        block,
                        rounds,
                        keys,
                        works,
                        (key, work) -> benchmark.aesGcm(key, work, message));
            }
        }
    }

    private static void compare(
            String name,
            int block,
            int rounds,
            HsmBenchmark.Keys[] keys,
            HsmBenchmark.Work[] works,
            Operation operation)
            throws Exception {
        long[][] nanos = new long[ROADS.length][rounds];
        for (int begin = -rounds; begin < rounds; begin += block) {
            for (int road = 0; road < ROADS.length; road++) {
                for (int round = begin; round < Math.min(begin + block, rounds); round++) {
                    long start = System.nanoTime();
                    operation.run(keys[road], works[road]);
                    if (round >= 0) {
                        nanos[road][round] = System.nanoTime() - start;
                    }
                }
            }
        }
        for (long[] all : nanos) {
            Arrays.sort(all);
        }
        double ours = nanos[0][rounds / 2];
        System.out.printf(
                "%s: p50 KMS %.1f, wrapper %.1f, SunPKCS11 %.1f; p99 %.1f, %.1f, %.1f;"
                        + " wrapper/KMS %.3f, SunPKCS11/KMS %.2f%n",
                name,
                nanos[0][rounds / 2] / 1e3,
                nanos[1][rounds / 2] / 1e3,
                nanos[2][rounds / 2] / 1e3,
                nanos[0][rounds * 99 / 100] / 1e3,
                nanos[1][rounds * 99 / 100] / 1e3,
                nanos[2][rounds * 99 / 100] / 1e3,
                nanos[1][rounds / 2] / ours,
                nanos[2][rounds / 2] / ours);
    }
}
