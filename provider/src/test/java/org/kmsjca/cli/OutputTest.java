package org.kmsjca.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Output failingWith(String reason) {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(reason);
                    }
                };
        return new Output(broken, err, StandardCharsets.UTF_8);
    }

    @Test
    void aReaderWhoHasEnoughIsNoFailure() {
        Output output = failingWith("Broken pipe");

        output.print("one");
        output.print(new JsonPrimitive("two"));

        assertThat(output.finish(ExitCodes.FINE)).isEqualTo(ExitCodes.FINE);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aFullDiskIsOneLineAndAnExitCode() {
        Output output = failingWith("No space left on device");

        output.print("one");

        assertThat(output.finish(ExitCodes.FINE)).isEqualTo(ExitCodes.UNEXPECTED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines(
                        "kms: the answer could not be written: No space left on device\n");
    }

    @Test
    void documentsAreUtf8InEveryTerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Output(out, err, StandardCharsets.US_ASCII).print(new JsonPrimitive("工资 <=>"));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\"工资 <=>\"\n");
    }
}
