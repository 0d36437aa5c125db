package org.kmsjca.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.kmsjca.Kms;
import org.kmsjca.testing.PostgresServer;

/**
 * Measures a store in PostgreSQL beside one in a file, each JVM a process: opening, memory and
 * changes by size, operations and changes by the number of JVMs, and the time from an acknowledged
 * disable to the refusal in another JVM. A program of its own, which starts a server; the directory
 * is an empty one, as homes of an earlier run belong to its store:
 *
 * <pre>java -cp ... org.kmsjca.bench.StoreScale DIRECTORY 10 10000 100000</pre>
 */
public final class StoreScale {
    private static final int MILLIS = 3_000;
    private static final int DISABLES = 100;
    private static final int ROUNDS = 3;
    private static final List<String> STORES = List.of("SQLite", "PostgreSQL");
    private static final int[] JVMS = {1, 2, 4};

    private final Path directory;
    private final PostgresServer server;

    private StoreScale(Path directory, PostgresServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** The directory, then the sizes in ascending order. */
    public static void main(String[] arguments) throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            StoreScale scale = new StoreScale(Path.of(arguments[0]), server);
            List<String> sizes = Arrays.asList(arguments).subList(1, arguments.length);
            for (int i = 0; i < sizes.size(); i++) {
                for (String store : STORES) {
                    run(scale.configure(store, "one"), "fill", sizes.get(i));
                }
                if (i == 0) {
                    scale.inTurn();
                    scale.throughput("use", "", ROUNDS);
                    scale.throughput("use", "audit.crypto=on", 1);
                    scale.throughput("change", "", 1);
                    for (String store : STORES) {
                        scale.refusals(store);
                    }
                }
                for (String store : STORES) {
                    scale.measure(store, sizes.get(i));
                }
            }
        }
    }

    private void measure(String store, String size) throws Exception {
        Path one = configure(store, "one");
        say("%s, %s CMKs: create one, ms, median, 90%%: %s", store, size, run(one, "create"));
        say("%s, %s CMKs: open, ms: %s", store, size, run(one, "open"));
    }

    /** One encryption of 64 bytes with either store, in one JVM. */
    private void inTurn() throws Exception {
        Path file = configure("SQLite", "one");
        Path database = configure("PostgreSQL", "one");
        say(
                "one encryption, SQLite and PostgreSQL: %s",
                run(file, "turns", "beside", database.toString()));
    }

    /** Of one home for SQLite; each host has its own for PostgreSQL. */
    private Path configure(String store, String host, String... more) throws IOException {
        boolean isFile = store.equals("SQLite");
        Path home = directory.resolve(isFile ? "sqlite" : host);
        Files.createDirectories(home);
        List<String> lines = new ArrayList<>(List.of("home=" + home, "root=keyfile"));
        if (!isFile) {
            lines.add("store=" + server.url());
            Path made = directory.resolve("one").resolve("root.key");
            if (!host.equals("one") && Files.notExists(home.resolve("root.key"))) {
                Files.copy(made, home.resolve("root.key"));
            }
        }
        lines.addAll(List.of(more));
        return Files.write(directory.resolve(store + "-" + host + ".properties"), lines);
    }

    /** The stores in turn, which other work on the machine spares; the median of the rounds. */
    private void throughput(String what, String setting, int rounds) throws Exception {
        for (int count : JVMS) {
            double[][][] found = new double[STORES.size()][2][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < STORES.size(); i++) {
                    double[] one = throughput(STORES.get(i), count, what, setting);
                    found[i][0][round] = one[0];
                    found[i][1][round] = one[1];
                }
            }
            for (int i = 0; i < STORES.size(); i++) {
                Arrays.sort(found[i][0]);
                Arrays.sort(found[i][1]);
                say(
                        "%s, %d JVMs: %s %s: %.0f a second, %.1f us of processor time each",
                        STORES.get(i),
                        count,
                        what,
                        setting,
                        found[i][0][rounds / 2],
                        found[i][1][rounds / 2]);
            }
        }
    }

    private double[] throughput(String store, int count, String what, String setting)
            throws Exception {
        List<Process> processes = new ArrayList<>();
        List<BufferedReader> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Process process =
                    start(configure(store, "host" + i, setting), what, Integer.toString(MILLIS));
            processes.add(process);
            outputs.add(process.inputReader());
        }
        for (BufferedReader output : outputs) {
            output.readLine();
        }
        for (Process process : processes) {
            tell(process);
        }
        double rate = 0;
        double micros = 0;
        for (BufferedReader output : outputs) {
            String[] numbers = output.readLine().split(" ");
            rate += Double.parseDouble(numbers[0]);
            micros += Double.parseDouble(numbers[1]) / count;
        }
        return new double[] {rate, micros};
    }

    private void refusals(String store) throws Exception {
        Process watcher = start(configure(store, "two"), "watch");
        BufferedReader output = watcher.inputReader();
        output.readLine();
        double[] millis = new double[DISABLES];
        try (Kms kms = Kms.open(configure(store, "one"))) {
            String keyId = kms.describeKey("alias/filled-0").keyId();
            for (int i = 0; i < DISABLES; i++) {
                tell(watcher);
                output.readLine();
                kms.disableKey(keyId);
                long acknowledged = System.nanoTime();
                millis[i] = Math.max(0, Long.parseLong(output.readLine()) - acknowledged) / 1e6;
                kms.enableKey(keyId);
            }
        }
        watcher.getOutputStream().close();
        Arrays.sort(millis);
        say(
                "%s: from disable to refusal, ms, p50 %.2f, p99 %.2f, max %.2f",
                store, millis[DISABLES / 2], millis[DISABLES * 99 / 100 - 1], millis[DISABLES - 1]);
    }

    private static void tell(Process process) throws IOException {
        Writer writer = process.outputWriter();
        writer.write("go\n");
        writer.flush();
    }

    private static String run(Path configuration, String... more) throws Exception {
        Process process = start(configuration, more);
        String line = process.inputReader().readLine();
        if (process.waitFor() != 0 || line == null) {
            throw new IllegalStateException(List.of(more) + " failed; is the directory empty?");
        }
        return line;
    }

    private static Process start(Path configuration, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreScaleProcess.class.getName(),
                        configuration.toString()));
        command.addAll(List.of(more));
        // Who watches is told of each refusal.
        return new ProcessBuilder(command)
                .redirectError(
                        more[0].equals("watch")
                                ? ProcessBuilder.Redirect.DISCARD
                                : ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
