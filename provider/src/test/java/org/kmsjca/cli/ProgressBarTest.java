package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter terminal = new StringWriter();

    private String shown(boolean wanted, long pause) throws IOException, InterruptedException {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), wanted)) {
            InputStream counted = bar.count(new ByteArrayInputStream(new byte[100]), 100);
            assertThat(counted.readNBytes(50)).hasSize(50);
            Thread.sleep(pause);
            assertThat(counted.readNBytes(50)).hasSize(50);
        }
        return terminal.toString();
    }

    @Test
    void aShortWorkShowsNone() throws Exception {
        assertThat(shown(true, 0)).isEmpty();
    }

    @Test
    void aLongWorkShowsOneAndClearsIt() throws Exception {
        assertThat(shown(true, 1100)).contains("100 %").endsWith("\r\u001b[K");
    }

    @Test
    void nobodySeesOneWhereNoneIsWanted() throws Exception {
        assertThat(shown(false, 1100)).isEmpty();
    }
}
