package org.kmsjca.conformance.hsm.modules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.kmsjca.KeySpec;
import org.kmsjca.KeyUsage;
import org.kmsjca.KmsException;
import org.kmsjca.conformance.hsm.modules.JcaCheck.Subject;
import org.kmsjca.conformance.support.KmsUnderTest;

/**
 * Eight threads sign and decrypt while the daemon behind the module dies and is started again.
 * Writes one line for each result that was wrong, and when all threads work again "recovered".
 */
final class DaemonDeath {
    private static final int THREADS = 8;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Subject subject;
    private final List<JcaCheck> checks;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final int[] successes = new int[THREADS];

    private DaemonDeath(Subject subject, List<JcaCheck> checks) {
        this.subject = subject;
        this.checks = checks;
    }

    /**
     * Ends the daemon and starts it.
     *
     * @param arguments the KMS's configuration, the file for the results, and behind "--" the
     *     command that ends the daemon and the one that starts it, with "--" between them
     */
    public static void main(String[] arguments) throws Exception {
        List<List<String>> commands = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            if (arguments[i].equals("--")) {
                commands.add(new ArrayList<>());
            } else {
                commands.get(commands.size() - 1).add(arguments[i]);
            }
        }
        try (KmsUnderTest kms = KmsUnderTest.of(Path.of(arguments[0]))) {
            kms.create("working", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
            var checks = JcaCheck.of(KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
            var subject =
                    new Subject(
                            kms.provider(), kms.handle("working"), kms.publicKey("working"), null);
            var death =
                    new DaemonDeath(
                            subject,
                            List.of(
                                    checks.get("RSA/ECB/PKCS1Padding"),
                                    checks.get("RSA/ECB/OAEPPadding SHA-1")));
            Files.writeString(Path.of(arguments[1]), death.run(commands));
        }
    }

    private String run(List<List<String>> commands) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> work(number));
            threads.add(thread);
            thread.start();
        }
        String before = await("before");
        TokenModule.runHere(commands.get(0));
        Thread.sleep(500); // all threads meet the daemon that is gone
        TokenModule.runHere(commands.get(1));
        long started = System.nanoTime();
        String after = await("after");
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return "%s%s%s wrong results%n".formatted(before, after, wrong.get())
                + "# %s failures, %s ms%n".formatted(failures.get(), took);
    }

    /** Waits until each thread has succeeded some times from now on. */
    private String await(String when) throws InterruptedException {
        int[] start;
        synchronized (successes) {
            start = successes.clone();
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE) {
            Thread.sleep(20);
            boolean all = true;
            synchronized (successes) {
                for (int i = 0; i < THREADS; i++) {
                    all &= successes[i] >= start[i] + 3;
                }
            }
            if (all) {
                return when + ": all work%n".formatted();
            }
        }
        return when + ": not all work%n".formatted();
    }

    private void work(int number) {
        for (int i = number; !over.get(); i++) {
            try {
                checks.get(i % checks.size()).run(subject);
                synchronized (successes) {
                    successes[number]++;
                }
            } catch (JcaCheck.WrongResult | GeneralSecurityException e) {
                failed(e);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /** A failure is one of the KMS's; a verdict on the data would be wrong. */
    private void failed(Exception e) {
        failures.incrementAndGet();
        boolean told = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            told |= cause instanceof KmsException;
        }
        if (!told) {
            wrong.incrementAndGet();
            System.out.println("wrong: " + e);
        }
    }
}
