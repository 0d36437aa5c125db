package org.kmsjca.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.KeyGenerator;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsProvider;

/**
 * Measures what creating one AES CMK takes in stores of different sizes, and what opening them
 * takes. A program of its own, as it runs once:
 *
 * <pre>java -cp ... org.kmsjca.bench.CreationRate DIRECTORY 10 1000 100000</pre>
 */
public final class CreationRate {
    private static final int AT_ONCE = 5_000;
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 200;

    private CreationRate() {}

    /** The directory, then the sizes in ascending order. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        warmUp(configuration(directory.resolve("warm-up")));
        Path configuration = configuration(directory.resolve("home"));
        int size = 0;
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            int wanted = Integer.parseInt(argument);
            KmsProvider provider = provider(configuration);
            fill(provider, size, wanted);
            size = wanted;
            provider.close();
            measure(configuration, size);
        }
    }

    private static Path configuration(Path home) throws IOException {
        Files.createDirectories(home);
        Path file = home.resolve("kms.properties");
        return Files.writeString(file, "root=keyfile\nhome=" + home + "\n");
    }

    /** In another store, so that the measured one keeps its size. */
    private static void warmUp(Path configuration) {
        KmsProvider provider = provider(configuration);
        Kms kms = Kms.of(provider);
        for (int i = 0; i < WARM_UP; i++) {
            kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256));
        }
        provider.close();
    }

    private static KmsProvider provider(Path configuration) {
        return (KmsProvider) new KmsProvider().configure(configuration.toString());
    }

    /** All in few transactions, by a KeyStore. */
    private static void fill(KmsProvider provider, int from, int to) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        for (int first = from; first < to; first += AT_ONCE) {
            KeyStore keys = KeyStore.getInstance("KMS", provider);
            keys.load(null, null);
            for (int i = first; i < Math.min(to, first + AT_ONCE); i++) {
                keys.setKeyEntry("filled-" + i, generator.generateKey(), null, null);
            }
            keys.store(null, null);
        }
    }

    private static void measure(Path configuration, int size) throws Exception {
        KmsProvider provider = provider(configuration);
        Kms kms = Kms.of(provider);
        long start = System.nanoTime();
        kms.describeKey("alias/filled-0");
        double opening = (System.nanoTime() - start) / 1e6;
        CmkSpec spec = CmkSpec.of(KeySpec.ALIYUN_AES_256);
        long[] nanos = new long[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            long before = System.nanoTime();
            kms.createKey(spec);
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%,d CMKs: opened in %.0f ms, created one in %.2f ms (median), %.2f ms (90%%)%n",
                size,
                opening,
                nanos[MEASURED / 2] / 1e6,
                nanos[MEASURED * 9 / 10] / 1e6);
        provider.close();
    }
}
