package org.kmsjca.store;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kmsjca.KeyState;
import org.kmsjca.KmsErrorCode;
import org.kmsjca.KmsException;
import org.kmsjca.store.StoreFixture.Opened;
import org.postgresql.Driver;
import org.sqlite.JDBC;

/**
 * A JVM whose threads create, disable, tag, rename and remove CMKs of a store, and say what was
 * acknowledged: {@code +id} made, {@code -id} removed, {@code =id n} changed at the n-th turn,
 * {@code !text} a failure that is none of an absent database.
 */
final class LoadProcess {
    static final String DONE = "done";
    private static final int THREADS = 4;

    private LoadProcess() {}

    /** Arguments: URL, schema, file beside which its records are, seconds, seed. */
    public static void main(String[] args) throws Exception {
        var address =
                new PostgresAddress(
                        args[0],
                        null,
                        null,
                        args[1],
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Path.of(args[2]));
        long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[3])).toNanos();
        Opened opened = open(address, end);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(Long.parseLong(args[4]) * THREADS + i);
            Thread thread = new Thread(() -> work(opened, random, end));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        opened.close();
        say(DONE);
    }

    private static Opened open(PostgresAddress address, long end) throws InterruptedException {
        while (true) {
            try {
                return Opened.at(address);
            } catch (KmsException e) {
                report(e);
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static void work(Opened opened, Random random, long end) {
        var own = new ConcurrentHashMap<String, CmkRecord>();
        int turn = 0;
        while (System.nanoTime() - end < 0) {
            try {
                if (opened.store().hasChanges()) {
                    opened.store().pull();
                }
                turn(opened, random, own, ++turn);
            } catch (KmsException e) {
                report(e);
                pause();
            }
        }
    }

    private static void turn(
            Opened opened, Random random, ConcurrentHashMap<String, CmkRecord> own, int turn) {
        CmkRecord some = own.isEmpty() ? null : own.values().iterator().next();
        int what = some == null ? 0 : random.nextInt(5);
        if (what <= 1 || some == null) {
            CmkRecord made = StoreFixture.cmk("k" + Long.toHexString(random.nextLong()));
            write(opened, made);
            own.put(made.keyId(), made);
            say("+" + made.keyId());
        } else if (what == 4) {
            own.remove(some.keyId()); // whether it is removed or not is not known when that fails
            opened.store()
                    .write(
                            tx -> {
                                tx.remove(some.keyId());
                                tx.append(StoreFixture.auditEntry(some.keyId()));
                                return true;
                            });
            say("-" + some.keyId());
        } else {
            CmkRecord changed = some.withDescription("turn " + turn);
            if (what == 2) {
                changed =
                        changed.withState(
                                some.keyState() == KeyState.ENABLED
                                        ? KeyState.DISABLED
                                        : KeyState.ENABLED,
                                null);
            }
            write(opened, changed);
            say("=" + changed.keyId() + " " + turn);
            own.put(changed.keyId(), changed);
        }
    }

    private static void write(Opened opened, CmkRecord cmk) {
        opened.store()
                .write(
                        tx -> {
                            tx.put(cmk);
                            tx.putMaterial(
                                    cmk.keyId(),
                                    cmk.primaryVersionId(),
                                    cmk.keyId().getBytes(StandardCharsets.UTF_8));
                            tx.append(StoreFixture.auditEntry(cmk.keyId()));
                            return true;
                        });
    }

    private static void report(KmsException e) {
        if (e.code() != KmsErrorCode.SERVICE_UNAVAILABLE_TEMPORARY) {
            say("!" + e.getMessage());
        } else if (!PostgresErrors.isAway(e)) {
            say("!" + e.getMessage()); // busy, or to be tried again: the protocol needs neither
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    static Process start(PostgresAddress address, long seconds, long seed) throws IOException {
        return new ProcessBuilder(
                        java(
                                LoadProcess.class,
                                address.url(),
                                address.schema(),
                                address.place().toString(),
                                Long.toString(seconds),
                                Long.toString(seed)))
                .redirectErrorStream(true)
                .start();
    }

    /** The command of a JVM with the store and these tests. */
    static List<String> java(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        classPath(),
                        program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath() {
        return Stream.of(
                        place(LoadProcess.class),
                        place(MetadataStore.class),
                        place(JDBC.class),
                        place(Driver.class))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        return Path.of(
                        URI.create(
                                type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                .toString();
    }
}
