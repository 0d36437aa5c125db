package org.kmsjca.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times whole processes beside their peers, all in turn, and prints rows of a table: medians in
 * seconds. Takes some minutes. Needs {@code age}, and memory for the largest file twice.
 *
 * <pre>java src/bench/java/org/kmsjca/bench/WholeProcess.java DISTRIBUTION RUNS GIB... -- JDK...
 * </pre>
 */
public final class WholeProcess {
    private static final long GIBIBYTE = 1L << 30;

    /** There is memory for so much three times. */
    private static final int LARGEST_IN_TURN = 4;

    private static final String NAME = "kmsbench";

    private final Path distribution;
    private final Path jdk;
    private final int runs;
    private final Path work;

    private WholeProcess(Path distribution, Path jdk, int runs, Path work) {
        this.distribution = distribution;
        this.jdk = jdk;
        this.runs = runs;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        int split = words.indexOf("--");
        Path distribution = Path.of(words.get(0)).toAbsolutePath();
        int runs = Integer.parseInt(words.get(1));
        System.out.println(
                "| JDK | what | KMS, s | peer, s | KMS/peer |\n|---|---|---:|---:|---:|");
        for (String jdk : words.subList(split + 1, words.size())) {
            Path work = Files.createTempDirectory(Path.of("/dev/shm"), "kms-bench");
            try {
                WholeProcess bench = new WholeProcess(distribution, Path.of(jdk), runs, work);
                bench.prepare();
                bench.start();
                for (String size : words.subList(2, split)) {
                    bench.files(Integer.parseInt(size));
                }
            } finally {
                new ProcessBuilder("rm", "-r", work.toString()).start().waitFor();
            }
        }
    }

    private String java(String tool) {
        return jdk.resolve("bin").resolve(tool).toString();
    }

    private List<String> kms(String... words) {
        List<String> command = new ArrayList<>(List.of(distribution + "/bin/kms"));
        command.addAll(List.of(words));
        return command;
    }

    private void prepare() throws IOException, InterruptedException {
        Files.writeString(work.resolve("kms.properties"), "root=keyfile\nhome=" + work + "/home\n");
        Files.writeString(work.resolve("java.security"), "security.provider.13=KMS\n");
        run(kms("key", "create", "--spec", "EC_P256", "--usage", "SIGN/VERIFY", "--alias", NAME));
        run(kms("key", "create", "--alias", "files"));
        run(
                List.of(
                        java("keytool"),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        NAME,
                        "-dname",
                        "CN=bench",
                        "-storepass",
                        NAME,
                        "-keystore",
                        "cold.p12"));
        run(List.of("age-keygen", "-o", "age.key"));
        run(
                List.of(
                        java("javac"),
                        "-d",
                        work.toString(),
                        Path.of("src/bench/java/org/kmsjca/bench/ColdStart.java")
                                .toAbsolutePath()
                                .toString()));
    }

    private void start() throws IOException, InterruptedException {
        // An archive of classes is for a class path of jars only.
        run(List.of(java("jar"), "--create", "--file=cold.jar", "-C", ".", "org"));
        String lib = distribution + "/lib/";
        List<String> kms =
                List.of(
                        "-Djava.security.properties=java.security",
                        "-Dkms.config=kms.properties",
                        "-cp",
                        lib + "kms-jca-provider.jar:" + lib + "sqlite-jdbc.jar:cold.jar",
                        "org.kmsjca.bench.ColdStart",
                        "KMS",
                        "-");
        List<String> peer =
                List.of("-cp", "cold.jar", "org.kmsjca.bench.ColdStart", "PKCS12", "cold.p12");
        String what = "KeyStore.load and first ECDSA signature; PKCS12 file";
        row(what, program(kms), program(peer));
        run(program(kms, "-XX:ArchiveClassesAtExit=kms.jsa"));
        run(program(peer, "-XX:ArchiveClassesAtExit=peer.jsa"));
        row(
                what + "; both from an archive of classes",
                program(kms, "-XX:SharedArchiveFile=kms.jsa"),
                program(peer, "-XX:SharedArchiveFile=peer.jsa"));
        row("kms key list; kms --version", kms("key", "list"), kms("--version"));
    }

    private List<String> program(List<String> words, String... options) {
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(List.of(options));
        command.addAll(words);
        return command;
    }

    private void files(int gibibytes) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(work.resolve("in").toFile(), "rw")) {
            file.setLength(gibibytes * GIBIBYTE);
        }
        String recipient =
                Files.readAllLines(work.resolve("age.key")).get(1).replaceAll(".*: ", "");
        String size = gibibytes + " GiB; age";
        List<String> encrypt = kms("encrypt", "--key", "alias/files", "in", "-o", "in.kms");
        List<String> decrypt = kms("decrypt", "in.kms", "-o", "clear");
        List<String> peerEncrypt = List.of("age", "-r", recipient, "-o", "in.age", "in");
        List<String> peerDecrypt = List.of("age", "-d", "-i", "age.key", "-o", "clear", "in.age");
        if (gibibytes <= LARGEST_IN_TURN) {
            row("kms encrypt, " + size, encrypt, peerEncrypt);
            row("kms decrypt, " + size, decrypt, peerDecrypt);
        } else {
            double[] ours = {median(encrypt), median(decrypt)};
            Files.delete(work.resolve("in.kms"));
            print("kms encrypt, " + size + ", not in turn", ours[0], median(peerEncrypt));
            print("kms decrypt, " + size + ", not in turn", ours[1], median(peerDecrypt));
        }
        for (String name : new String[] {"in.kms", "in.age", "clear"}) {
            Files.deleteIfExists(work.resolve(name));
        }
    }

    private double median(List<String> command) throws IOException, InterruptedException {
        return median(command, List.of())[0];
    }

    private void row(String what, List<String> ours, List<String> peer)
            throws IOException, InterruptedException {
        double[] medians = median(ours, peer);
        print(what, medians[0], medians[1]);
    }

    private void print(String what, double ours, double peer) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f | %.2f | %.2f |%n",
                jdk.getFileName(),
                what,
                ours,
                peer,
                ours / peer);
    }

    /** Runs both in turn, after a run of each that does not count. */
    private double[] median(List<String> first, List<String> second)
            throws IOException, InterruptedException {
        double[][] times = new double[2][runs];
        for (int i = -1; i < runs; i++) {
            double one = run(first);
            double other = second.isEmpty() ? 0 : run(second);
            if (i >= 0) {
                times[0][i] = one;
                times[1][i] = other;
            }
        }
        Arrays.sort(times[0]);
        Arrays.sort(times[1]);
        return new double[] {times[0][runs / 2], times[1][runs / 2]};
    }

    /** Gives the seconds that it took. */
    private double run(List<String> command) throws IOException, InterruptedException {
        // What is replaced is freed outside of the measured time.
        if (command.contains("-o")) {
            Files.deleteIfExists(work.resolve(command.get(command.indexOf("-o") + 1)));
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment()
                .putAll(Map.of("JAVA_HOME", jdk.toString(), "KMS_CONFIG", "kms.properties"));
        builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        long start = System.nanoTime();
        int code = builder.start().waitFor();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (code != 0) {
            throw new IOException(command + " ended with " + code);
        }
        return seconds;
    }
}
