package org.kmsjca.conformance.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A flight recording of what a test does. */
final class Recorded {
    private Recorded() {}

    interface Work {
        void run() throws Exception;
    }

    /** Our events of the work. */
    static List<RecordedEvent> events(Work work) throws Exception {
        try (Recording recording = new Recording()) {
            recording.start();
            work.run();
            recording.stop();
            return read(recording);
        }
    }

    private static List<RecordedEvent> read(Recording recording) throws IOException {
        Path file = Files.createTempFile("kms", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("org.kmsjca."))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
