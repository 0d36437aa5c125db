package org.kmsjca.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kmsjca.testing.SoftHsm;

/**
 * Keys in SoftHSM by a loop in C, and by the wrapper, the KMS and SunPKCS11 on each JDK, a short
 * while each in turn, so that whatever else the machine does strikes all. Arguments: milliseconds,
 * rounds, and the homes of the JDKs. Prints the medians of the rounds as tables.
 */
public final class HsmTable {
    private static final String[] CELLS = {
        "RSA 51", "ECDSA 32", "HMAC 64", "GCM 64", "GCM 1024", "GCM 65536", "GCM 1048576"
    };
    private static final int[] THREADS = {1, 2, 8};

    private HsmTable() {}

    /** Who does an operation. */
    private interface Peer {
        /** Operations per second and the median of their times. */
        double[] measure(String cell, int threads, int milliseconds) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int milliseconds = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path home = Files.createTempDirectory("kms-table");
        Map<String, Peer> peers = new TreeMap<>();
        peers.put("C", loop(home));
        for (int i = 2; i < arguments.length; i++) {
            Path jdk = Path.of(arguments[i]);
            Worker worker = Worker.start(jdk, Files.createDirectory(home.resolve("jdk" + i)));
            for (HsmKeys.Road road : HsmKeys.Road.values()) {
                peers.put(
                        road + " " + jdk.getFileName(),
                        (cell, threads, time) -> worker.measure(road, cell, threads, time));
            }
        }
        System.out.println("| operation | threads | " + String.join(" | ", peers.keySet()) + " |");
        System.out.println("|---|---:|" + "---:|".repeat(peers.size()));
        for (int threads : THREADS) {
            for (String cell : CELLS) {
                System.out.println(row(cell, threads, milliseconds, rounds, peers));
            }
        }
        System.exit(0); // with the JVMs, which end with their input
    }

    private static String row(
            String cell, int threads, int milliseconds, int rounds, Map<String, Peer> peers)
            throws Exception {
        Map<String, List<double[]>> results = new TreeMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                double[] result = peer.getValue().measure(cell, threads, milliseconds);
                if (round >= 0) {
                    results.computeIfAbsent(peer.getKey(), k -> new ArrayList<>()).add(result);
                }
            }
        }
        var row = new StringBuilder("| " + cell + " | " + threads + " |");
        for (List<double[]> result : results.values()) {
            row.append(" %.0f, %.1f |".formatted(median(result, 0), median(result, 1)));
        }
        return row.toString();
    }

    private static double median(List<double[]> results, int index) {
        return results.stream().mapToDouble(r -> r[index]).sorted().toArray()[results.size() / 2];
    }

    private static Peer loop(Path home) throws Exception {
        SoftHsm token = SoftHsm.alone(home, "kms-loop");
        Path source = home.resolve("loop.c");
        try (InputStream text = HsmTable.class.getResourceAsStream("loop.c")) {
            Files.copy(text, source);
        }
        String program = home.resolve("loop").toString();
        run(
                Map.of(),
                "gcc",
                "-O2",
                "-I/usr/include/p11-kit-1",
                "-o",
                program,
                source.toString(),
                "-ldl",
                "-lpthread");
        return (cell, threads, milliseconds) -> {
            String[] words = cell.split(" ");
            String answer =
                    run(
                            Map.of("SOFTHSM2_CONF", token.home().toString()),
                            program,
                            SoftHsm.library().toString(),
                            "kms-loop",
                            SoftHsm.PIN,
                            words[0],
                            words[1],
                            String.valueOf(threads),
                            String.valueOf(milliseconds));
            return numbers(answer);
        };
    }

    private static double[] numbers(String answer) {
        String[] words = answer.strip().split(" ");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return answer;
    }

    /** A JVM with a SoftHSM of its own. */
    private record Worker(PrintStream orders, BufferedReader answers) {
        static Worker start(Path jdk, Path home) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(jdk.resolve("bin/java").toString());
            if (Files.readString(jdk.resolve("release")).matches("(?s).*JAVA_VERSION=\"2[2-9].*")) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(HsmWorker.class.getName());
            var builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("SOFTHSM2_CONF", home.resolve("softhsm2.conf").toString());
            Process process = builder.start();
            return new Worker(
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII),
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.US_ASCII)));
        }

        double[] measure(HsmKeys.Road road, String cell, int threads, int milliseconds)
                throws IOException {
            orders.println(road + " " + cell + " " + threads + " " + milliseconds);
            while (true) {
                String line = answers.readLine();
                if (line == null) {
                    throw new IOException("the JVM ended");
                }
                if (line.startsWith("= ")) {
                    return numbers(line.substring(2));
                }
            }
        }
    }
}
