package org.kmsjca.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.kmsjca.CmkSpec;
import org.kmsjca.KeySpec;
import org.kmsjca.Kms;
import org.kmsjca.KmsException;
import org.kmsjca.KmsProvider;

/**
 * One JVM of {@link StoreScale}: it opens the store of a configuration, does one thing with it, and
 * prints one line.
 */
public final class StoreScaleProcess {
    private static final int AT_ONCE = 5_000;
    private static final int MEASURED = 200;
    private static final int OPENINGS = 9;
    private static final int TURNS = 400;
    private static final int IN_TURN = 1_000;
    private static final byte[] MESSAGE = new byte[64];

    private StoreScaleProcess() {}

    /** The configuration, what to do, and a number. */
    public static void main(String[] arguments) throws Exception {
        String configuration = arguments[0];
        int number = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 0;
        switch (arguments[1]) {
            case "fill" -> fill(configuration, number);
            case "open" -> open(configuration);
            case "create" -> create(configuration);
            case "use" -> use(configuration, number);
            case "change" -> change(configuration, number);
            case "watch" -> watch(configuration);
            case "turns" -> turns(configuration, arguments[3]);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    private static KmsProvider provider(String configuration) {
        return (KmsProvider) new KmsProvider().configure(configuration);
    }

    private static String name(int number) {
        return "filled-" + number;
    }

    /** In few transactions, up to the wanted number of CMKs. */
    private static void fill(String configuration, int wanted) throws Exception {
        KmsProvider provider = provider(configuration);
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        int from = 0;
        while (keys.containsAlias(name(from))) {
            from++;
        }
        for (int first = from; first < wanted; first += AT_ONCE) {
            keys.load(null, null);
            for (int i = first; i < Math.min(wanted, first + AT_ONCE); i++) {
                keys.setKeyEntry(name(i), generator.generateKey(), null, null);
            }
            keys.store(null, null);
        }
        provider.close();
        System.out.println("filled");
    }

    /**
     * The first opening of a JVM and the median of later ones, with the processor time of the
     * thread, which other work on the machine changes less; and the memory of an open store.
     */
    private static void open(String configuration) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] millis = new double[OPENINGS];
        double[] processor = new double[OPENINGS];
        long memory = 0;
        for (int i = 0; i < OPENINGS; i++) {
            long before = used();
            long begin = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            KmsProvider provider = provider(configuration);
            Kms.of(provider).describeKey("alias/" + name(0));
            processor[i] = (threads.getCurrentThreadCpuTime() - cpu) / 1e6;
            millis[i] = (System.nanoTime() - begin) / 1e6;
            memory = used() - before;
            provider.close();
        }
        System.out.printf(
                Locale.ROOT,
                "first %.0f (processor %.0f), later %.0f (%.0f); memory %.1f MB%n",
                millis[0],
                processor[0],
                median(millis),
                median(processor),
                memory / (1024.0 * 1024));
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Median and 90th percentile of one CMK created; the store keeps its size but for those. */
    private static void create(String configuration) throws Exception {
        KmsProvider provider = provider(configuration);
        Kms kms = Kms.of(provider);
        CmkSpec spec = CmkSpec.of(KeySpec.ALIYUN_AES_256);
        for (int i = 0; i < MEASURED; i++) {
            kms.createKey(spec);
        }
        double[] millis = new double[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            long begin = System.nanoTime();
            kms.createKey(spec);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT, "%.2f %.2f%n", millis[MEASURED / 2], millis[MEASURED * 9 / 10]);
        provider.close();
    }

    /** Messages of 64 bytes that one thread encrypts by AES-GCM, for so many milliseconds. */
    private static void use(String configuration, int millis) throws Exception {
        KmsProvider provider = provider(configuration);
        Key key = key(provider);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        count(
                millis,
                () -> {
                    cipher.init(Cipher.ENCRYPT_MODE, key);
                    cipher.doFinal(MESSAGE);
                });
        provider.close();
    }

    /** Encryptions with two stores in turn, a thousand each: medians, which other work spares. */
    private static void turns(String one, String other) throws Exception {
        List<KmsProvider> providers = List.of(provider(one), provider(other));
        double[][] nanos = new double[2][TURNS];
        Key[] keys = {key(providers.get(0)), key(providers.get(1))};
        for (int turn = -TURNS; turn < TURNS; turn++) {
            for (int i = 0; i < 2; i++) {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", providers.get(i));
                long begin = System.nanoTime();
                for (int n = 0; n < IN_TURN; n++) {
                    cipher.init(Cipher.ENCRYPT_MODE, keys[i]);
                    cipher.doFinal(MESSAGE);
                }
                if (turn >= 0) { // the others warm the code up
                    nanos[i][turn] = (System.nanoTime() - begin) / (double) IN_TURN;
                }
            }
        }
        System.out.printf(Locale.ROOT, "%.0f ns, %.0f ns%n", median(nanos[0]), median(nanos[1]));
        providers.forEach(KmsProvider::close);
    }

    private static Key key(KmsProvider provider) throws Exception {
        KeyStore keys = KeyStore.getInstance("KMS", provider);
        keys.load(null, null);
        return keys.getKey(name(0), null);
    }

    /** Descriptions that one thread changes. */
    private static void change(String configuration, int millis) throws Exception {
        KmsProvider provider = provider(configuration);
        Kms kms = Kms.of(provider);
        String keyId = kms.createKey(CmkSpec.of(KeySpec.ALIYUN_AES_256)).keyId();
        AtomicLong turn = new AtomicLong();
        count(millis, () -> kms.updateKeyDescription(keyId, "turn " + turn.incrementAndGet()));
        provider.close();
    }

    private interface Work {
        void run() throws Exception;
    }

    /**
     * All JVMs begin when they are told to. Says how often it was done in a second, and the
     * microseconds of processor time of the whole JVM for each.
     */
    private static void count(int millis, Work work) throws Exception {
        long warm = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() - warm < 0) {
            work.run();
        }
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        in.readLine();
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = system.getProcessCpuTime();
        long begin = System.nanoTime();
        long end = begin + Duration.ofMillis(millis).toNanos();
        long done = 0;
        while (System.nanoTime() - end < 0) {
            work.run();
            done++;
        }
        double rate = done * 1e9 / (System.nanoTime() - begin);
        double micros = (system.getProcessCpuTime() - processor) / 1e3 / done;
        System.out.printf(Locale.ROOT, "%.1f %.2f%n", rate, micros);
    }

    /** At each line that comes in, says when the key was refused, after it could be used. */
    private static void watch(String configuration) throws Exception {
        KmsProvider provider = provider(configuration);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        while (in.readLine() != null) {
            while (!isUsed(provider)) {
                Thread.onSpinWait();
            }
            System.out.println("used");
            while (isUsed(provider)) {
                Thread.sleep(0, 200_000); // leaves the processor to the database
            }
            System.out.println(System.nanoTime());
        }
        provider.close();
    }

    private static boolean isUsed(KmsProvider provider) throws Exception {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, key(provider));
            cipher.doFinal(MESSAGE);
            return true;
        } catch (KmsException | java.security.GeneralSecurityException e) {
            return false;
        }
    }
}
