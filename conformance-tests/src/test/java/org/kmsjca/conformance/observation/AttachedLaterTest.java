package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.KmsUnderTest;

/** Somebody begins to watch a program that has been running for long. */
class AttachedLaterTest {
    /** Nobody has such bad luck with one in 64. */
    private static final int MOST_OPERATIONS = 5000;

    @TempDir private Path directory;
    private Process program;
    private BufferedReader printed;

    @BeforeEach
    void start() throws IOException {
        program =
                ChildJvm.start(
                        WatchedProgram.class,
                        List.of(),
                        KmsUnderTest.configure(ProtectionLevel.SOFTWARE, directory).toString());
        printed = program.inputReader(StandardCharsets.UTF_8);
        assertThat(answer()).isEqualTo("beans 0");
    }

    @AfterEach
    void stop() throws Exception {
        program.getOutputStream().close();
        boolean ended = program.waitFor(60, TimeUnit.SECONDS);
        program.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(program.exitValue()).isZero();
    }

    private String answer() throws IOException {
        String line = printed.readLine();
        // Java 22 and later warn of things that are none of this test's business.
        while (line != null && !line.startsWith("beans ")) {
            line = printed.readLine();
        }
        return line;
    }

    private String operation() throws IOException {
        program.getOutputStream().write('\n');
        program.getOutputStream().flush();
        return answer();
    }

    private void jcmd(String... command) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(program.pid()));
        line.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
    }

    @Test
    void recordingThatIsStartedLaterHasTheOperationsSince() throws Exception {
        Path recording = directory.resolve("kms.jfr");
        jcmd("JFR.start", "name=later");
        operation();
        operation();
        jcmd("JFR.dump", "name=later", "filename=" + recording);
        jcmd("JFR.stop", "name=later");
        operation();

        assertThat(RecordingFile.readAllEvents(recording))
                .filteredOn(event -> event.getEventType().getName().equals("org.kmsjca.Encrypt"))
                .hasSize(2)
                .allMatch(event -> event.getString("outcome").equals("OK"));
    }

    @Test
    void countersAreShownToJmxThatIsStartedLater() throws Exception {
        assertThat(operation()).isEqualTo("beans 0");
        jcmd("ManagementAgent.start_local");
        int operations = 1;
        while (!operation().equals("beans 1")) {
            operations++;
            assertThat(operations).isLessThan(MOST_OPERATIONS);
        }
    }
}
