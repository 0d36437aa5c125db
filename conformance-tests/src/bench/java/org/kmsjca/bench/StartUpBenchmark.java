package org.kmsjca.bench;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.openjdk.jmh.annotations.Warmup;

/** A whole JVM, from its start to its end, with the provider registered last and without. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 40)
public class StartUpBenchmark {
    @Param({"without", "last"})
    public String provider;

    @Param({"nothing", "digest", "providers"})
    public String program;

    private List<String> command;

    @Setup
    public void prepare() throws IOException {
        Path properties = Files.createTempFile("kms-bench", ".security");
        Files.writeString(
                properties, provider.equals("last") ? "security.provider.13=KMS\n" : "# none\n");
        command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.security.properties=" + properties);
        command.add("-cp");
        command.add(classPath());
        command.add(StartedProgram.class.getName());
        command.add(program);
    }

    /** Ours first, and no other provider's jar, as the README advises. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("AmazonCorretto"))
                .filter(entry -> !entry.contains("bcp") || entry.contains("bcprov"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Benchmark
    public int start() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start();
        return process.waitFor();
    }
}
