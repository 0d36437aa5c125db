package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every transcript, run against the jar in a fresh home. The one about the program itself starts it
 * for each command; the others have one JVM each.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("once")
class TranscriptTest {
    private final ExecutorService processors =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final Map<Transcript, Future<?>> running = new HashMap<>();

    private static final String PROGRAM = "program.txt";

    // Side by side: nearly all of the time goes into starting JVMs, each on one processor.
    @BeforeAll
    void startAll(@TempDir Path homes) throws Exception {
        for (Transcript transcript : transcripts()) {
            Path home = Files.createDirectory(homes.resolve(transcript.name()));
            running.put(
                    transcript,
                    processors.submit(
                            () -> {
                                run(transcript, home);
                                return transcript;
                            }));
        }
    }

    @AfterAll
    void stop() {
        processors.shutdownNow();
    }

    static List<Transcript> transcripts() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(TranscriptTest.class.getResource("key.txt"));
        List<Transcript> transcripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()).resolveSibling(""))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                transcripts.add(Transcript.read(file));
            }
        }
        return transcripts;
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void holds(Transcript transcript) throws Throwable {
        try {
            Objects.requireNonNull(running.get(transcript)).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static void run(Transcript transcript, Path home) throws Exception {
        // A key file on every machine: elsewhere the default might find a TPM.
        Files.createDirectory(home.resolve(".kms"));
        Files.writeString(home.resolve(".kms/kms.properties"), "root=keyfile\n");
        try (Shell shell =
                transcript.name().equals(PROGRAM) ? new Shell(home) : Shell.inOneJvm(home)) {
            run(transcript, shell);
        }
    }

    private static void run(Transcript transcript, Shell shell) throws Exception {
        Placeholders placeholders = new Placeholders();
        for (Exchange exchange : transcript.exchanges()) {
            Shell.Outcome outcome = shell.run(exchange.words(placeholders));
            assertThat(exchange.seen(outcome, placeholders))
                    .as("%s:%s: %s", transcript, exchange.line(), exchange.command())
                    .isEqualTo(exchange.expected());
        }
    }
}
