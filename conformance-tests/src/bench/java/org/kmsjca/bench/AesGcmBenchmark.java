package org.kmsjca.bench;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** AES-256-GCM: a reused Cipher, and one for each operation, by the JDK and by the KMS. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class AesGcmBenchmark {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    /** The key, the same material for both. */
    @State(Scope.Benchmark)
    public static class SharedKey {
        @Param({"JDK", "KMS"})
        public String by;

        BenchKms kms;
        Key key;
        Provider provider;

        @Setup
        public void open() throws Exception {
            Key software = new SecretKeySpec(new byte[32], "AES");
            kms = new BenchKms("JDK");
            boolean ours = by.equals("KMS");
            key = ours ? kms.importKey("aes", software) : software;
            provider = ours ? kms.provider() : Security.getProvider("SunJCE");
        }

        @TearDown
        public void close() {
            kms.close();
        }
    }

    /** What a thread works with. */
    @State(Scope.Thread)
    public static class Work {
        @Param({"64", "1024", "65536", "1048576"})
        public int size;

        byte[] plaintext;
        byte[] output;
        byte[] iv = new byte[12];
        byte[] ciphertext;
        GCMParameterSpec ciphertextParameters;
        Cipher encryptor;
        Cipher decryptor;

        @Setup(Level.Trial)
        public void prepare(SharedKey shared) throws GeneralSecurityException {
            plaintext = new byte[size];
            output = new byte[size + 16];
            iv[11] = (byte) Thread.currentThread().getId();
            encryptor = Cipher.getInstance(TRANSFORMATION, shared.provider);
            decryptor = Cipher.getInstance(TRANSFORMATION, shared.provider);
            ciphertextParameters = nextIv();
            encryptor.init(Cipher.ENCRYPT_MODE, shared.key, ciphertextParameters);
            ciphertext = encryptor.doFinal(plaintext);
        }

        GCMParameterSpec nextIv() {
            for (int i = 0; i < 8 && ++iv[i] == 0; i++) {
                // carry
            }
            return new GCMParameterSpec(128, iv);
        }
    }

    @Benchmark
    public int encryptReused(SharedKey shared, Work work) throws GeneralSecurityException {
        work.encryptor.init(Cipher.ENCRYPT_MODE, shared.key, work.nextIv());
        return work.encryptor.doFinal(work.plaintext, 0, work.size, work.output, 0);
    }

    @Benchmark
    public int encryptWithGetInstance(SharedKey shared, Work work) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION, shared.provider);
        cipher.init(Cipher.ENCRYPT_MODE, shared.key, work.nextIv());
        return cipher.doFinal(work.plaintext, 0, work.size, work.output, 0);
    }

    @Benchmark
    public int decryptReused(SharedKey shared, Work work) throws GeneralSecurityException {
        work.decryptor.init(Cipher.DECRYPT_MODE, shared.key, work.ciphertextParameters);
        return work.decryptor.doFinal(work.ciphertext, 0, work.ciphertext.length, work.output, 0);
    }
}
