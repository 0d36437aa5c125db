package org.kmsjca.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * AES CMKs that are made in a second, by each road. Threads ({@code -t 4}) share one KMS; each has
 * KeyStore objects of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class CreationBenchmark {
    private static final int HUNDRED = 100;
    private static final int THOUSAND = 1000;

    /** Seen from the directory conformance-tests, where Maven starts the benchmarks. */
    private static final String COMMAND =
            System.getProperty("kms.cli.jar", "../provider/target/kms.jar");

    private final AtomicLong names = new AtomicLong();
    private BenchKms kms;

    @Setup
    public void open() {
        kms = new BenchKms("JDK");
    }

    @TearDown
    public void close() {
        kms.close();
    }

    private String name() {
        return "key-" + names.getAndIncrement();
    }

    @Benchmark
    public SecretKey generator() throws GeneralSecurityException {
        Provider provider = kms.provider();
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(CmkSpec.builder(KeySpec.ALIYUN_AES_256).alias(name()).build());
        return generator.generateKey();
    }

    @Benchmark
    public KeyStore keyStoreOfOne() throws Exception {
        return stored(1);
    }

    @Benchmark
    @OperationsPerInvocation(HUNDRED)
    public KeyStore keyStoreOfHundred() throws Exception {
        return stored(HUNDRED);
    }

    @Benchmark
    @OperationsPerInvocation(THOUSAND)
    public KeyStore keyStoreOfThousand() throws Exception {
        return stored(THOUSAND);
    }

    private KeyStore stored(int count) throws GeneralSecurityException, IOException {
        KeyStore keyStore = KeyStore.getInstance("KMS", kms.provider());
        keyStore.load(null, null);
        for (int i = 0; i < count; i++) {
            keyStore.setKeyEntry(name(), new SecretKeySpec(new byte[32], "AES"), null, null);
        }
        keyStore.store(null, null);
        return keyStore;
    }

    /** A process for each CMK. */
    @Benchmark
    public int command() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-jar",
                                        COMMAND,
                                        "--config",
                                        kms.configuration().toString(),
                                        "key",
                                        "create",
                                        "--alias",
                                        name()))
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException("kms key create ended with " + code);
        }
        return code;
    }
}
