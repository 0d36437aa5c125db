package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class WarningLinesTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Output output =
            new Output(new ByteArrayOutputStream(), err, StandardCharsets.UTF_8);

    @Test
    void warningsAreLinesOfThisProgramAndLessIsSilent() {
        WarningLines lines = WarningLines.install(output);
        try {
            System.Logger logger = System.getLogger("org.kmsjca.test");
            logger.log(System.Logger.Level.INFO, "all is well");
            logger.log(System.Logger.Level.WARNING, "the key file {0} is readable", "root.key");
        } finally {
            lines.close();
        }

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("kms: warning: the key file root.key is readable");
    }

    @Test
    void theDatabaseDriverIsSilent() {
        WarningLines lines = WarningLines.install(output);
        try {
            assertThat(Logger.getLogger("org.sqlite.SQLiteJDBCLoader").isLoggable(Level.SEVERE))
                    .isFalse();
        } finally {
            lines.close();
        }
    }

    @Test
    void closingPutsTheLoggerBack() {
        Logger logger = Logger.getLogger("org.kmsjca");
        WarningLines.install(output).close();

        assertThat(logger.getUseParentHandlers()).isTrue();
        assertThat(logger.getHandlers()).isEmpty();
    }
}
