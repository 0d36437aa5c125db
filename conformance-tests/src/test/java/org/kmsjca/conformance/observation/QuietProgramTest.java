package org.kmsjca.conformance.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kmsjca.ProtectionLevel;
import org.kmsjca.conformance.support.ChildJvm;
import org.kmsjca.conformance.support.KmsUnderTest;

/** What programs pay that watch nothing, and that those that do get it; in a JVM of their own. */
@Tag("once")
class QuietProgramTest {
    @TempDir private Path directory;

    private String configuration(String... settings) {
        return KmsUnderTest.configure(ProtectionLevel.SOFTWARE, directory, settings).toString();
    }

    @Test
    void programThatWatchesNothingStartsNeitherRecorderNorJmx() throws Exception {
        List<String> lines =
                ChildJvm.run(QuietProgram.class, List.of("-Xlog:class+load"), configuration());
        assertThat(lines).contains("done");
        assertThat(lines)
                .anyMatch(line -> line.contains("org.kmsjca.kms.OperationMetrics "))
                .noneMatch(line -> line.contains("org.kmsjca.kms.FlightEvents"))
                .noneMatch(line -> line.contains("jdk.jfr.internal.JVM "))
                .noneMatch(line -> line.contains("jdk.jfr.Event "))
                .noneMatch(line -> line.contains("java.lang.management.ManagementFactory "))
                .noneMatch(line -> line.contains("com.sun.jmx.mbeanserver.JmxMBeanServer "));
    }

    @Test
    void programWithoutTheModulesOfRecorderAndJmxWorks() throws Exception {
        List<String> lines =
                ChildJvm.run(
                        QuietProgram.class, List.of("--limit-modules=java.sql"), configuration());
        assertThat(lines).contains("done");
    }

    @Test
    void recordingOfAWholeProgramHasItsOperations() throws Exception {
        Path recording = directory.resolve("kms.jfr");
        List<String> lines =
                ChildJvm.run(
                        QuietProgram.class,
                        List.of("-XX:StartFlightRecording=filename=" + recording),
                        configuration());
        assertThat(lines).contains("done");
        assertThat(RecordingFile.readAllEvents(recording))
                .filteredOn(event -> event.getEventType().getName().equals("org.kmsjca.Encrypt"))
                .hasSize(3);
    }

    @Test
    void countersAreShownToAnAgentThatWasStartedWithTheJvm() throws Exception {
        List<String> lines =
                ChildJvm.run(
                        QuietProgram.class,
                        List.of("-Dcom.sun.management.jmxremote"),
                        configuration(),
                        "jmx");
        assertThat(lines).contains("beans 1");
    }

    @Test
    void jmxIsStartedForTheCountersWhenItIsOn() throws Exception {
        assertThat(ChildJvm.run(QuietProgram.class, List.of(), configuration("jmx=on"), "jmx"))
                .contains("beans 1");
    }
}
