package org.kmsjca.bench;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.kmsjca.CmkMetadata;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;

/** How late an unrelated virtual thread wakes up while 2,000 others sign RSA (Java 21 or later). */
public final class HsmCarriers {
    private static final int SIGNERS = 2000;

    private HsmCarriers() {}

    public static void main(String[] arguments) throws Exception {
        try (HsmTokens tokens = new HsmTokens()) {
            CmkMetadata cmk = Kms.of(tokens.kms()).createKey(CmkSpec.of(KeySpec.RSA_2048));
            KeyStore store = KeyStore.getInstance("KMS", tokens.kms());
            store.load(null, null);
            PrivateKey key = (PrivateKey) store.getKey(cmk.keyId(), null);
            ExecutorService threads =
                    (ExecutorService)
                            Executors.class
                                    .getMethod("newVirtualThreadPerTaskExecutor")
                                    .invoke(null);
            AtomicBoolean end = new AtomicBoolean();
            AtomicInteger signed = new AtomicInteger();
            List<Future<Boolean>> signers = new ArrayList<>();
            for (int i = 0; i < SIGNERS; i++) {
                signers.add(
                        threads.submit(
                                () -> {
                                    while (!end.get()) {
                                        Signature signature =
                                                Signature.getInstance(
                                                        "SHA256withRSA", tokens.kms());
                                        signature.initSign(key);
                                        signature.sign();
                                        signed.incrementAndGet();
                                    }
                                    return true;
                                }));
            }
            Future<Long> unrelated = threads.submit(() -> latest(5));
            System.out.printf(
                    "an unrelated virtual thread that sleeps 1 ms woke up to %.1f ms late;"
                            + " %d signatures in 5 s%n",
                    unrelated.get() / 1e6, signed.get());
            end.set(true);
            for (Future<Boolean> signer : signers) {
                signer.get();
            }
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static long latest(int seconds) throws InterruptedException {
        long worst = 0;
        long stop = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < stop) {
            long before = System.nanoTime();
            Thread.sleep(1);
            worst = Math.max(worst, System.nanoTime() - before - 1_000_000);
        }
        return worst;
    }
}
