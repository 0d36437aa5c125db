package org.kmsjca.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;

/**
 * CMKs that CreateKey makes in a second, P-256 and AES, by one thread and by four that share one
 * KMS. Arguments: seconds for each figure, then directories for the store. A directory in memory
 * ({@code /dev/shm}) beside one on the disk tells what the disk's fsync takes.
 */
public final class KeyRates {
    private KeyRates() {}

    public static void main(String[] args) throws Exception {
        long span = TimeUnit.MILLISECONDS.toNanos((long) (Double.parseDouble(args[0]) * 1000));
        for (String parent : List.of(args).subList(1, args.length)) {
            Path home = Files.createTempDirectory(Path.of(parent), "kms-rates");
            Path configuration = home.resolve("kms.properties");
            Files.writeString(configuration, "root=keyfile\nhome=" + home + "\n");
            try (Kms kms = Kms.open(configuration)) {
                for (KeySpec spec : List.of(KeySpec.EC_P256, KeySpec.ALIYUN_AES_256)) {
                    rate(kms, spec, 1, span); // warms up
                    for (int threads : new int[] {1, 4}) {
                        double rate = rate(kms, spec, threads, span);
                        System.out.printf(
                                "%s, %s, %d threads: %.0f CMKs/s%n", parent, spec, threads, rate);
                    }
                }
            }
        }
    }

    private static double rate(Kms kms, KeySpec spec, int threads, long span) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long end = System.nanoTime() + span;
            Callable<Integer> work =
                    () -> {
                        int made = 0;
                        while (System.nanoTime() - end < 0) {
                            kms.createKey(CmkSpec.of(spec));
                            made++;
                        }
                        return made;
                    };
            List<Callable<Integer>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(work);
            }
            double made = 0;
            for (Future<Integer> part : pool.invokeAll(all)) {
                made += part.get();
            }
            return made * 1e9 / span;
        } finally {
            pool.shutdown();
        }
    }
}
