package org.kmsjca.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Each benchmark still runs: once, in this JVM, with the smallest work. What it took says nothing.
 */
@Tag("once")
class BenchmarksTest {
    /** Starts processes, which the tests of the command do, too. */
    private static final String PROCESSES = "StartUpBenchmark|CreationBenchmark.command";

    private static Collection<RunResult> runOnce(String by, String include, String exclude)
            throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // the other fork may run them
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(include)
                        .exclude(exclude)
                        .forks(0)
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementBatchSize(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .param("by", by)
                        .param("size", "64")
                        .param("curve", "secp256r1")
                        .param("cmks", "10");
        return new Runner(options.build()).run();
    }

    private static Set<String> classes(Collection<RunResult> results) {
        Set<String> names = new TreeSet<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String type = name.substring(0, name.lastIndexOf('.'));
            names.add(type.substring(type.lastIndexOf('.') + 1));
        }
        return names;
    }

    @Test
    void eachRunsOnTheKms() throws Exception {
        assertThat(classes(runOnce("KMS", ".*", PROCESSES)))
                .contains(
                        "AesGcmBenchmark",
                        "CreationBenchmark",
                        "EcdsaBenchmark",
                        "HsmBenchmark",
                        "KeyStoreBenchmark",
                        "RsaBenchmark");
    }

    @Test
    void softwareRunsOnItsPeer() throws Exception {
        assertThat(classes(runOnce("JDK", "AesGcm|Ecdsa|Rsa", PROCESSES)))
                .containsExactly("AesGcmBenchmark", "EcdsaBenchmark", "RsaBenchmark");
    }

    @Test
    void programsRun(@TempDir Path directory) throws Exception {
        KeyRates.main(new String[] {"0.01", directory.toString()});
        NamelessInTurn.main(new String[] {"2"});
        for (int run = 0; run < 2; run++) {
            ColdOpening.main(new String[] {directory.resolve("cold").toString(), "root=keyfile"});
        }
    }
}
