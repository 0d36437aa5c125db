package org.kmsjca.bench;

import java.security.Key;
import java.security.KeyStore;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.KmsProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The KeyStore with few and with many CMKs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyStoreBenchmark {
    @Param({"10", "10000"})
    public int cmks;

    private BenchKms kms;

    @Setup
    public void fill() throws Exception {
        kms = new BenchKms("JDK");
        KeyStore keyStore = kms.keyStore();
        for (int i = 0; i < cmks; i++) {
            byte[] key = new byte[32];
            key[0] = (byte) i;
            keyStore.setKeyEntry("key-" + i, new SecretKeySpec(key, "AES"), null, null);
            if (i % 1000 == 999) {
                keyStore.store(null, null);
            }
        }
        keyStore.store(null, null);
    }

    @TearDown
    public void close() {
        kms.close();
    }

    /** On the KMS that this JVM has open already. */
    @Benchmark
    public KeyStore loadWarm() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("KMS", kms.provider());
        keyStore.load(null, null);
        return keyStore;
    }

    /** From the closed store: opens the database, checks every row. */
    @Benchmark
    public KeyStore loadCold() throws Exception {
        ((KmsProvider) kms.provider()).close();
        return loadWarm();
    }

    @Benchmark
    public int aliases() throws Exception {
        return Collections.list(kms.keyStore().aliases()).size();
    }

    @Benchmark
    public Key getKey() throws Exception {
        return kms.keyStore().getKey("key-7", null);
    }
}
